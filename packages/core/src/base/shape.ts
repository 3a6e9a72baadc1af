import { NnfError } from './errors.js';

/** A number of rows, or `'batch'`: the rows of a batch, known only when a plan runs. */
export type Rows = number | 'batch';

/** `[rows, columns]` */
export type Shape = readonly [rows: Rows, columns: number];

/** The shape as text: `[batch, 784]`. */
export function printShape([rows, columns]: Shape): string {
  return `[${rows}, ${columns}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/**
 * The shape that all shapes broadcast to, by repeating single rows and single columns.
 *
 * @throws NnfError `SHAPE_MISMATCH` when there is none
 */
export function broadcastShapes(shapes: readonly Shape[], where: string): Shape {
  const common = (axis: 0 | 1): Rows => {
    const sizes = new Set(shapes.map((shape) => shape[axis]).filter((size) => size !== 1));
    if (sizes.size > 1) {
      const what = axis === 0 ? 'rows' : 'columns';
      throw new NnfError(
        'SHAPE_MISMATCH',
        `${where}: ${shapes.map(printShape).join(' and ')} cannot be broadcast: their ${what} are ${[...sizes].join(' and ')}, ` +
          'expected equal numbers or 1',
      );
    }
    return [...sizes][0] ?? 1;
  };
  return [common(0), common(1) as number];
}
