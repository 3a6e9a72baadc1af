import type { ParameterValues, Predictions } from '@nnf/core';
import { rows, type TrainedAutoencoder } from './autoencoder.js';
import { black, blue, type Colour, heatMap, orange } from './heat-map.js';

const width = 884;
const height = 620;
const curve = { left: 56, top: 32, width: 796, height: 140 };
const tables = { top: 240, side: 20, columns: [16, 332] as const };
const weights = { left: 652, side: 40, tops: { encoder: 240, decoder: 480 } };
/** The most points of the curve. More cannot be told apart. */
const mostPoints = 768;

/**
 * Draws a trained autoencoder for printing: the loss of each epoch, the input, output and code of each row, and the weights of
 * both layers.
 *
 * @returns an SVG document
 */
export function drawAutoencoder({ losses, codes, outputs, parameters }: TrainedAutoencoder): string {
  const half = rows.length / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="12">`,
    '<title>An autoencoder: its loss by epoch, inputs, outputs and codes, and its weights</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    drawLosses(losses),
    drawRows(tables.columns[0], 0, half, outputs, codes),
    drawRows(tables.columns[1], half, rows.length, outputs, codes),
    ...(['encoder', 'decoder'] as const).map((name, layer) =>
      drawWeights(`${name} weights`, weights.tops[name], parameters.filter(({ role }) => role !== 'bias')[layer]),
    ),
    '</svg>',
    '',
  ].join('\n');
}

function drawLosses(losses: readonly number[]): string {
  const { left, top } = curve;
  const greatest = losses.reduce((most, loss) => Math.max(most, loss), 1e-30);
  const every = Math.ceil(losses.length / mostPoints);
  const last = losses.length - 1;
  const points = losses.flatMap((loss, epoch) => {
    if (epoch % every !== 0 && epoch !== last) return [];
    const x = left + (curve.width * epoch) / Math.max(1, last);
    const y = top + curve.height * (1 - loss / greatest);
    return [`${x.toFixed(1)},${y.toFixed(1)}`];
  });
  const bottom = top + curve.height;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const x = left + part * curve.width;
    return `<text x="${x}" y="${bottom + 18}" text-anchor="middle">${Math.round(part * losses.length)}</text>`;
  });
  return [
    title('mean loss by epoch', left, top - 14),
    `<path d="M${left} ${top}V${bottom}H${left + curve.width}" fill="none" stroke="#000"/>`,
    `<text x="${left - 8}" y="${top + 4}" text-anchor="end">${greatest.toFixed(2)}</text>`,
    `<text x="${left - 8}" y="${bottom + 4}" text-anchor="end">0</text>`,
    ...marks,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#1f4fbf" stroke-width="1.5" stroke-linejoin="round"/>`,
  ].join('\n');
}

/** Input, output and code of some of the rows, side by side. */
function drawRows(left: number, from: number, to: number, outputs: Predictions, codes: Predictions): string {
  const { top, side } = tables;
  const of = (predictions: Predictions): readonly (readonly number[])[] =>
    rows.slice(from, to).map((_, r) => Array.from(predictions.row(from + r)));
  const grey: readonly [Colour, Colour] = [black, black];
  const parts = [
    { name: 'input', values: rows.slice(from, to), colours: grey },
    { name: 'output', values: of(outputs), colours: grey },
    { name: 'code', values: of(codes), colours: [blue, orange] as const },
  ];
  let x = left;
  return parts
    .map(({ name, values, colours }) => {
      const drawn = [title(name, x, top - 10), heatMap({ left: x, top, side, rows: values, greatest: 1, colours })];
      x += side * (values[0]?.length ?? 0) + 12;
      return drawn.join('\n');
    })
    .join('\n');
}

function drawWeights(name: string, top: number, values: ParameterValues | undefined): string {
  if (!values) throw new RangeError(`${name} are missing`);
  const { data, columns } = values;
  const matrix = Array.from({ length: values.rows }, (_, r) =>
    Array.from(data.subarray(r * columns, (r + 1) * columns)),
  );
  const greatest = matrix.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  const { left, side } = weights;
  return [
    title(name, left, top - 10),
    heatMap({ left, top, side, rows: matrix, greatest, colours: [blue, orange], withNumbers: true }),
  ].join('\n');
}

function title(text: string, x: number, y: number): string {
  return `<text x="${x}" y="${y}" font-weight="bold">${text}</text>`;
}
