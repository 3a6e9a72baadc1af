import { plot } from 'asciichart';

const height = 10;
/** A wider chart is not easier to read. */
const widest = 100;

/**
 * The loss curve for a terminal of so many columns: one column a group of epochs, or several columns an epoch.
 * Nothing for a single epoch.
 */
export function lossChart(losses: readonly number[], columns: number): string {
  const most = Math.max(...spread(losses, widest));
  const digits = most >= 1000 ? 0 : most >= 10 ? 2 : 4;
  const labelWidth = most.toFixed(digits).length;
  const width = Math.min(columns - 1, widest) - labelWidth - 2;
  if (losses.length < 2 || width < 10) return '';
  const format = (value: number): string => value.toFixed(digits).padStart(labelWidth);
  // From 0, so that the curve's height shows how far there is to go.
  const chart = plot(spread(losses, width), { height, min: 0, offset: 3, format });
  const last = String(losses.length - 1);
  const axis = `0${last.padStart(width - 1)}`;
  return ['Mean loss by epoch', '', trimLines(chart), `${' '.repeat(labelWidth + 2)}${axis}`].join('\n');
}

/** Stretches a curve to so many points by straight lines, or shrinks it by means, so that no peak goes unseen. */
function spread(values: readonly number[], points: number): number[] {
  const { length } = values;
  if (length > points) {
    return Array.from({ length: points }, (_, i) => {
      const group = values.slice(Math.floor((i * length) / points), Math.floor(((i + 1) * length) / points));
      return group.reduce((sum, value) => sum + value, 0) / group.length;
    });
  }
  return Array.from({ length: points }, (_, i) => {
    const place = (i * (length - 1)) / (points - 1);
    const before = Math.floor(place);
    const [left = 0, right = left] = values.slice(before, before + 2);
    return left + (right - left) * (place - before);
  });
}

function trimLines(text: string): string {
  return text.replace(/ +$/gm, '');
}
