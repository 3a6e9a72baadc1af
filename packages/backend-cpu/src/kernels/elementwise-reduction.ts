import type { ReduceNode, Rows } from '@nnf/core';
import type { Buffer } from '../memory/buffer.js';
import { FunctionCode, type Integer, type Local, zero } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import type { Lanes } from '../wasm/lanes.js';
import { rowCount } from './batch-rows.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';

/** Offsets from the result at which the largest number and its position are kept between pieces, in bytes. */
const bestBytes = 16;
const positionBytes = 24;

/** The state of a reduction. */
interface Found {
  /** How many numbers have been read. */
  readonly count: Local;
  /** Their sum or maximum. */
  readonly best: Local;
  /** The position of the maximum. */
  readonly position: Local;
}

/** Reductions that are computed one number at a time: positions of maxima, and reductions over both axes. */
export function elementwiseReduction(
  { lanes }: KernelContext,
  { reduction, axis }: ReduceNode,
  { shape, stride, address: source }: Buffer,
  { address: target }: Buffer,
): Kernel {
  const { load, store, convert } = lanes.scalar;
  const rows = shape[0];
  const columns = shape[1];
  const isPosition = reduction === 'argmax';
  const isOverRows = axis === 'rows';
  const isOverBoth = axis === 'both';
  const code = new FunctionCode();
  const outer = code.local();
  const inner = code.local();
  const address = code.local();
  const found: Found = { count: code.local(), position: code.local(), best: code.local(lanes.scalarType) };
  const { count, best, position } = found;
  const numbers: Integer = isOverRows ? rowCount(rows) : { constant: columns };
  // Over both axes, a piece continues where the one before it ended. The state is kept in and after the result.
  const keptBest = isPosition ? target + bestBytes : target;
  if (isOverBoth) {
    code.times(from, columns).set(count);
    code.i32(0).memory(load, keptBest).set(best);
    if (isPosition) {
      code
        .i32(0)
        .memory(I32.load, target + positionBytes)
        .set(position);
    }
  }
  code.forRange(outer, from, to, 1, () => {
    if (!isOverBoth) code.i32(0).set(count);
    code.times(outer, isOverRows ? lanes.bytes : stride).set(address);
    code.forRange(inner, zero, numbers, 1, () => {
      code.get(address);
      take(code, lanes, reduction, source, found);
      code.increase(count, 1).increase(address, isOverRows ? stride : lanes.bytes);
    });
    if (isOverBoth) return;
    code.times(outer, lanes.bytes).get(isPosition ? position : best);
    if (isPosition) code.op(convert);
    code.memory(store, target);
  });
  if (isOverBoth) {
    code.i32(0).get(best).memory(store, keptBest);
    if (isPosition) {
      code.i32(0).get(position).op(convert).memory(store, target);
      code
        .i32(0)
        .get(position)
        .memory(I32.store, target + positionBytes);
    }
  }
  if (isOverRows) return { code, extent: columns, ...costOverRows(rows, 3) };
  return { code, extent: rows, cost: columns * 3 };
}

/** Reads the number at the address on the stack into the state. */
function take(
  code: FunctionCode,
  { scalar, scalarType }: Lanes,
  reduction: ReduceNode['reduction'],
  offset: number,
  { count, best, position }: Found,
): void {
  const value = code.local(scalarType);
  code.memory(scalar.load, offset).set(value);
  code.get(count).op(I32.eqz);
  code.when(
    () => code.get(value).set(best).i32(0).set(position),
    () => {
      if (reduction !== 'argmax') {
        code
          .get(best)
          .get(value)
          .op(scalar[reduction === 'sum' ? 'add' : 'max'])
          .set(best);
        return;
      }
      // NaN counts as the largest number. Of several equal ones, the first wins.
      code.get(value).get(best).op(scalar.gt);
      code.get(value).get(value).op(scalar.ne).get(best).get(best).op(scalar.eq).op(I32.and).op(I32.or);
      code.when(() => code.get(value).set(best).get(count).set(position));
    },
  );
}

/** The cost of a piece that visits all rows. */
export function costOverRows(rows: Rows, each: number): Pick<Kernel, 'cost' | 'costPerRow'> {
  return rows === 'batch' ? { cost: 1, costPerRow: each } : { cost: rows * each };
}
