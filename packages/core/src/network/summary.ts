import { printable } from '../base/printable.js';
import { printShape } from '../base/shape.js';
import { shortLabel } from '../layer/layer-label.js';
import type { LayerStack } from '../layer/layer-stack.js';

/** The network as a table: one row per layer, and the total number of parameters. */
export function summarize({ placed }: LayerStack): string {
  const counts = placed.map(({ parameters }) => parameters.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0));
  const rows = [
    ['layer', 'shape', 'activation', 'parameters'],
    ...placed.map(({ label, outputs, layer }, i) => [
      shortLabel(label),
      printShape(['batch', outputs]),
      printable(layer.activationName),
      String(counts[i]),
    ]),
    ['total', '', '', String(counts.reduce((sum, count) => sum + count, 0))],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 3 ? cell.padStart(widths[3]!) : cell.padEnd(widths[column]!))).join('  '),
    )
    .join('\n');
}
