import { plot } from 'asciichart';

const height = 10;
/** The widest chart. A wider one is no easier to read. */
const widest = 100;

/**
 * Draws the loss curve for a terminal with a given number of columns. Each column shows one or more epochs, or each epoch takes
 * several columns. Empty for a single epoch.
 */
export function lossChart(losses: readonly number[], columns: number): string {
  const most = Math.max(...spread(losses, widest));
  const digits = most >= 1000 ? 0 : most >= 10 ? 2 : 4;
  const labelWidth = most.toFixed(digits).length;
  const width = Math.min(columns - 1, widest) - labelWidth - 2;
  if (losses.length < 2 || width < 10) return '';
  const format = (value: number): string => value.toFixed(digits).padStart(labelWidth);
  // The axis starts at 0, so that the curve's height shows the remaining loss.
  const chart = plot(spread(losses, width), { height, min: 0, offset: 3, format });
  const last = String(losses.length - 1);
  const axis = `0${last.padStart(width - 1)}`;
  return ['Mean loss by epoch', '', trimLines(chart), `${' '.repeat(labelWidth + 2)}${axis}`].join('\n');
}

/** Resamples a curve: linear interpolation for more points, means of groups for fewer, so that every epoch counts. */
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
