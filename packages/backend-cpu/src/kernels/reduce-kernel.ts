import type { ReduceNode, Rows } from '@nnf/core';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import type { Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { repeated } from '../wasm/lanes.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import { rowCount } from './batch-rows.js';
import { costOverRows, elementwiseReduction } from './elementwise-reduction.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { LongSums, mayBeLong, reductionChains } from './long-sum.js';
import { sumOfAllKernel } from './sum-of-all.js';
import { tailMask } from './tail-mask.js';

/** Up to this many vectors in a row, the code is written once for each; above, a loop visits them. */
const longestUnrolled = 8;

/** Sum, maximum, or position of the first maximum, over columns, rows or both. */
export function reduceKernel(context: KernelContext, node: ReduceNode, x: Buffer, result: Buffer): Kernel {
  const { reduction, axis } = node;
  const [rows, columns] = x.shape;
  // Rows of one column have no vectors. A simplified plan has no sum or maximum over them.
  const isOverOne = axis === 'columns' && columns === 1;
  const most = (rows === 'batch' ? context.capacity : rows) * columns;
  if (reduction === 'sum' && axis === 'both' && most > reductionChains.longest) {
    return columns === 1 ? overRows(context, reduction, x, result) : sumOfAllKernel(context, x, result);
  }
  if (reduction === 'argmax' || axis === 'both' || isOverOne) return elementwiseReduction(context, node, x, result);
  return (axis === 'columns' ? overColumns : overRows)(context, reduction, x, result);
}

type Reduction = 'sum' | 'max';

/** One result for each row: combines the row's vectors, then the lanes of the combined vector. */
function overColumns(context: KernelContext, reduction: Reduction, x: Buffer, result: Buffer): Kernel {
  const { lanes } = context;
  const { shape, stride, address } = x;
  const formula = new VectorFormula(lanes);
  const { code } = formula;
  const row = code.local();
  const offset = code.local();
  const long = longSum(formula, context, reduction, shape[1]);
  const total = long?.sums[0] ?? formula.local();
  const vectors = vectorsOf(shape[1], lanes);
  const lastBytes = (vectors - 1) * 16;
  const combine = (bytes: number): void =>
    combineInto(formula, reduction, total, formula.load(offset, address + bytes));

  code.forRange(row, from, to, 1, () => {
    code.times(row, stride).set(offset);
    formula.put(formula.load(offset, address + lastBytes));
    const mask = tailMask(lanes, shape[1]);
    if (mask) {
      // The neutral element fills the lanes after the row's end. Adding −0 changes no number, not even −0.
      const neutral = reduction === 'sum' ? -0 : Number.NEGATIVE_INFINITY;
      code.v128(repeated(lanes, neutral)).v128(mask).vector(V128.bitselect);
    }
    code.set(total);
    if (vectors <= longestUnrolled) for (let bytes = 0; bytes < lastBytes; bytes += 16) combine(bytes);
    else {
      const end = code.local();
      code.get(offset).plus(lastBytes).set(end);
      const addUp = (stop: Local): void => {
        code.loop(offset, stop, 16, () => combine(0));
      };
      if (long) {
        long.begin();
        // The last vector is a block of its own.
        long.endBlock();
        long.addBlocks({ place: offset, end }, shape[1], reductionChains, 16, addUp);
        formula.assign(total, long.lanesOfTotals());
      } else addUp(end);
    }
    code.times(row, lanes.bytes);
    // The lanes' sum or maximum, as a scalar.
    const count = long ? 1 : lanes.count;
    for (let lane = 0; lane < count; lane++) {
      code.get(total).lane(lanes.vector.extract, lane);
      if (lane > 0) code.op(reduction === 'sum' ? lanes.scalar.add : lanes.scalar.max);
    }
    code.memory(lanes.scalar.store, result.address);
  });
  return { code, extent: shape[0], cost: vectors + 6 };
}

/** One row of results: combines each column's numbers from the first row down. */
function overRows(context: KernelContext, reduction: Reduction, x: Buffer, result: Buffer): Kernel {
  const { lanes } = context;
  const { shape, stride, address } = x;
  const rows = shape[0];
  const formula = new VectorFormula(lanes);
  const { code } = formula;
  const column = code.local();
  const offset = code.local();
  const end = code.local();
  const long = longSum(formula, context, reduction, rows);
  const total = long?.sums[0] ?? formula.local();
  const addUp = (stop: Local): void => {
    code.loop(offset, stop, stride, () => combineInto(formula, reduction, total, formula.load(offset, address)));
  };
  code.times(from, 16).set(column);
  code.times(to, 16).set(to);
  code.loop(column, to, 16, () => {
    code.put(rowCount(rows)).i32(stride).op(I32.mul).get(column).op(I32.add).set(end);
    if (long) {
      code.get(column).set(offset);
      long.begin();
      long.addBlocks({ place: offset, end }, rows, reductionChains, stride, addUp);
    } else {
      formula.assign(total, formula.load(column, address));
      code.get(column).plus(stride).set(offset);
      addUp(end);
    }
    formula.store(column, long?.totals()[0] ?? total, result.address);
  });
  // The rows of a single column are contiguous. The first lane is the column's result; the other lanes are not used.
  return { code, extent: vectorsOf(shape[1], lanes), ...costOverRows(rows, 1) };
}

function longSum(
  formula: VectorFormula,
  { capacity, totals }: KernelContext,
  reduction: Reduction,
  terms: Rows,
): LongSums | undefined {
  return reduction === 'sum' && mayBeLong(terms, capacity, reductionChains)
    ? new LongSums(formula, totals, 1, -0)
    : undefined;
}

function combineInto(formula: VectorFormula, reduction: Reduction, total: Local, value: Term): void {
  formula.assign(total, reduction === 'sum' ? formula.add(total, value) : formula.max(total, value));
}
