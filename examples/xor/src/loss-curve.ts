import { plot } from 'asciichart';

const columns = 64;

/** Draws the loss by epoch as a curve for the terminal. If there are more epochs than columns, it shows evenly spaced ones. */
export function lossCurve(losses: readonly number[]): string {
  const step = Math.max(1, losses.length / columns);
  const points = Array.from(
    { length: Math.min(columns, losses.length) },
    (_, column) => losses[Math.floor(column * step)]!,
  );
  return plot(points, { height: 10, format: (loss) => loss.toFixed(3).padStart(7) });
}
