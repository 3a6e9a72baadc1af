import type { EpochFacts } from './report.js';

const width = 640;
const panelHeight = 220;
const margin = { left: 64, right: 16, top: 28, bottom: 40 };
/** The most points of a curve. More cannot be told apart. */
const mostPoints = 1000;

/** One of the two panels. */
interface Panel {
  readonly title: string;
  readonly values: readonly number[];
  readonly least: number;
  readonly greatest: number;
  /** The values of the grid lines, from lowest to highest. */
  readonly ticks: readonly number[];
  /** A value's share of the height, from 0 to 1. */
  readonly share: (value: number) => number;
}

/**
 * Draws each epoch's mean loss, on a logarithmic axis, and accuracy. The picture is for printing: black on white, with axes
 * and units.
 *
 * @param epochs at least one epoch, in order
 * @returns an SVG document
 */
export function curvesToSvg(epochs: readonly Pick<EpochFacts, 'epoch' | 'loss' | 'accuracy'>[]): string {
  const every = Math.ceil(epochs.length / mostPoints);
  const shown = epochs.filter((_, i) => i % every === 0 || i === epochs.length - 1);
  const numbers = shown.map(({ epoch }) => epoch);
  const panels = [lossPanel(shown.map(({ loss }) => loss)), accuracyPanel(shown.map(({ accuracy }) => accuracy))];
  const height = panels.length * panelHeight;
  const drawn = panels.map((panel, i) => `<g transform="translate(0 ${i * panelHeight})">${draw(panel, numbers)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

/** The panel of the loss. Zero has no logarithm, so it is drawn at the lower edge. */
function lossPanel(values: readonly number[]): Panel {
  const positive = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(1, ...positive)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1e-300, ...positive))));
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const share = (value: number): number => (value > 0 ? (Math.log10(value) - low) / (high - low) : 0);
  return { title: 'mean loss', values, least: 10 ** low, greatest: 10 ** high, ticks, share };
}

function accuracyPanel(values: readonly number[]): Panel {
  const ticks = [0, 20, 40, 60, 80, 100];
  return { title: 'accuracy, %', values, least: 0, greatest: 100, ticks, share: (value) => value / 100 };
}

function draw({ title, values, ticks, share }: Panel, epochs: readonly number[]): string {
  const inner = { width: width - margin.left - margin.right, height: panelHeight - margin.top - margin.bottom };
  const last = Math.max(1, epochs.at(-1) ?? 1);
  const x = (epoch: number): string => (margin.left + (epoch / last) * inner.width).toFixed(1);
  const y = (value: number): string =>
    (margin.top + (1 - Math.max(0, Math.min(1, share(value)))) * inner.height).toFixed(1);
  const right = width - margin.right;
  const bottom = panelHeight - margin.bottom;
  const lines = ticks.map(
    (tick) =>
      `<path d="M${margin.left} ${y(tick)}H${right}" stroke="#ddd"/>` +
      `<text x="${margin.left - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${label(tick)}</text>`,
  );
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => Math.round(part * last));
  const numbers = [...new Set(marks)].map(
    (epoch) => `<text x="${x(epoch)}" y="${bottom + 18}" text-anchor="middle">${epoch}</text>`,
  );
  const points = values.map((value, i) => `${x(epochs[i]!)},${y(value)}`).join(' ');
  return [
    `<text x="${margin.left}" y="16" font-weight="bold">${title}</text>`,
    ...lines,
    `<path d="M${margin.left} ${margin.top}V${bottom}H${right}" fill="none" stroke="#000"/>`,
    ...numbers,
    `<text x="${(margin.left + right) / 2}" y="${panelHeight - 6}" text-anchor="middle">epoch</text>`,
    `<polyline points="${points}" fill="none" stroke="#1f4fbf" stroke-width="1.5" stroke-linejoin="round"/>`,
  ].join('\n');
}

function label(tick: number): string {
  return tick >= 1e5 || tick < 1e-3 ? (tick === 0 ? '0' : tick.toExponential(0)) : String(Number(tick.toPrecision(3)));
}
