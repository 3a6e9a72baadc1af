import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { V128 } from '../wasm/instructions.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import type { Epilogue } from './epilogue.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { LongSums, productChains } from './long-sum.js';
import { tailMask } from './tail-mask.js';
import { callTiles, storeTile, tileColumn, tileRow, tilesOf } from './tiles.js';

/**
 * A·Bᵀ for few rows. Element (m, n) is the dot product of row m of A and row n of B. Vectors contain consecutive terms
 * of the sum. As many elements as a vector has lanes are computed together, and shuffles add up their lanes.
 */
export function matmulTransposedKernel(context: KernelContext, a: Buffer, b: Buffer, epilogue: Epilogue): Kernel {
  const { lanes, module } = context;
  const result = epilogue.results[0]!;
  const inner = a.shape[1];
  const columns = result.shape[1];
  const dots = (count: number): number => module.add(dotsFunction(context, a, b, epilogue, count));
  const tiles = tilesOf(columns, lanes.count, dots, lanes.bytes);
  const code = new FunctionCode();
  const row = code.local();
  const column = code.local();
  code.forRange(row, from, to, 1, () => {
    callTiles(code, tiles, column, (tile) => code.get(row).get(column).call(tile));
  });
  return {
    code,
    extent: result.shape[0],
    cost: (columns * inner) / lanes.count + (columns / lanes.count) * (4 + epilogue.computation.cost) + 4,
  };
}

/**
 * The function `(row, column in bytes)` that computes one vector of the product with this many columns. B has no more
 * rows.
 */
function dotsFunction(context: KernelContext, a: Buffer, b: Buffer, epilogue: Epilogue, columns: number): FunctionCode {
  const { lanes } = context;
  const formula = new VectorFormula(lanes);
  const { code } = formula;
  const inner = a.shape[1];
  const vectors = vectorsOf(inner, lanes);
  const left = code.local();
  const right = code.local();
  const long = inner > productChains.longest ? new LongSums(formula, context.totals, lanes.count, 0) : undefined;
  const sums = long?.sums ?? Array.from({ length: lanes.count }, () => formula.local());
  code.times(tileRow, a.stride).set(left);
  // Column n of the product is row n of B.
  code.times(tileColumn, b.stride / lanes.bytes).set(right);

  const addVector = (bytes: number, mask?: Uint8Array): void => {
    const factor = formula.let(formula.load(left, a.address + bytes));
    for (let i = 0; i < columns; i++) {
      const sum = sums[i]!;
      const other = formula.load(right, b.address + i * b.stride + bytes);
      formula.assign(
        sum,
        mask
          ? formula.add(
              sum,
              formula.op(V128.and, formula.mul(factor, other), () => code.v128(mask)),
            )
          : formula.multiplyAdd(sum, factor, other),
      );
    }
  };
  const mask = tailMask(lanes, inner);
  if (vectors <= 4) {
    for (let vector = 0; vector < vectors; vector++) addVector(vector * 16, vector === vectors - 1 ? mask : undefined);
  } else {
    const end = code.local();
    code
      .get(left)
      .plus(vectors * 16 - (mask ? 16 : 0))
      .set(end);
    const addUp = (stop: Local): void => {
      code.loop(left, stop, 16, () => {
        addVector(0);
        code.increase(right, 16);
      });
    };
    if (long) {
      long.begin();
      long.addBlocks({ place: left, end }, inner, productChains, 16, addUp);
    } else addUp(end);
    if (mask) {
      long?.beginBlock();
      addVector(0, mask);
      long?.endBlock();
    }
  }
  const product = long?.lanesOfTotals() ?? addAcross(formula, sums);
  storeTile(formula, context, epilogue, tileRow, tileColumn, [[formula.let(product)]]);
  return code;
}

/** A vector whose lane i is the sum of the lanes of vector i. */
function addAcross(formula: VectorFormula, [a, b, c, d]: readonly Local[]): Term {
  const addShuffled = (x: Term, y: Term, lanes: readonly number[], others: readonly number[]): Term =>
    formula.add(formula.shuffle(x, y, lanes), formula.shuffle(x, y, others));
  if (formula.lanes.count === 2) return addShuffled(a!, b!, [0, 2], [1, 3]);
  const pair = (x: Term, y: Term): Term => formula.let(addShuffled(x, y, [0, 4, 1, 5], [2, 6, 3, 7]));
  return addShuffled(pair(a!, b!), pair(c!, d!), [0, 1, 4, 5], [2, 3, 6, 7]);
}
