import type { Rows } from '@nnf/core';
import type { Epilogue } from '../kernels/epilogue.js';
import { from, type Kernel, type KernelContext, to } from '../kernels/kernel.js';
import { blockSumsOffset, LongSums, mayBeLong, productChains } from '../kernels/long-sum.js';
import { callTiles, overRows, storeTile, tileColumn, tileRow, tilesOf, widestFlatTile } from '../kernels/tiles.js';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32, ValueType } from '../wasm/instructions.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import { entryBytes } from './sparse-input.js';

/** How many entries the search for a block's end skips at a time. */
const manyEntries = 64;

/**
 * A product whose rows are sums over entries: row m is Σ value · (the entry's row of B), over the entries of m in their
 * order. A tile of columns stays in registers meanwhile.
 *
 * @param skipsEmpty whether to skip rows without entries
 * @param terms the length of the sums, zeros included
 * @param setRange sets two locals to the addresses at which the entries of the row `tileRow` begin and end
 */
export function sparseSumKernel(
  context: KernelContext,
  b: Buffer,
  epilogue: Epilogue,
  skipsEmpty: boolean,
  terms: Rows,
  setRange: (code: FunctionCode, entry: Local, end: Local) => void,
): Pick<Kernel, 'code' | 'extent'> & { readonly vectors: number } {
  const result = epilogue.results[0]!;
  const vectors = vectorsOf(result.shape[1], context.lanes);
  const tiles = tilesOf(vectors, widestFlatTile, (width) => {
    const formula = new VectorFormula(context.lanes);
    const { code } = formula;
    const entry = code.local();
    const end = code.local();
    setRange(code, entry, end);
    const sums = (): readonly Term[] => {
      if (mayBeLong(terms, context.capacity, productChains))
        return sumsOfBlocks(formula, context, b, entry, end, width);
      const chains = Array.from({ length: width }, () => formula.local());
      addEntries(formula, b, entry, end, chains);
      return chains;
    };
    const addUp = (): void => storeTile(formula, context, epilogue, tileRow, tileColumn, [sums()]);
    if (skipsEmpty) code.get(entry).get(end).op(I32.ne).when(addUp);
    else addUp();
    return context.module.add(code);
  });
  const code = new FunctionCode();
  const row = code.local();
  const column = code.local();
  // Each tile visits all rows, so that the part of B that it reads stays in the cache.
  callTiles(code, tiles, column, (tile) => overRows(code, tile, { row, column }, from, to, 1));
  return { code, extent: result.shape[0], vectors };
}

/** Adds value · (the entry's row of B) to the sums for each entry from `entry` up to `end`. */
function addEntries(formula: VectorFormula, b: Buffer, entry: Local, end: Local, sums: readonly Local[]): void {
  const { code, lanes } = formula;
  const right = code.local();
  code.loop(entry, end, entryBytes(lanes), () => {
    code.get(entry).memory(I32.load).i32(b.stride).op(I32.mul).get(tileColumn).op(I32.add).set(right);
    const factor = formula.let(formula.splat(entry, lanes.bytes));
    sums.forEach((sum, j) => {
      formula.assign(sum, formula.multiplyAdd(sum, factor, formula.load(right, b.address + j * 16)));
    });
  });
}

/** The same sums in blocks. The terms of zeros count in a block, too, so the blocks are those of the dense product. */
function sumsOfBlocks(
  formula: VectorFormula,
  context: KernelContext,
  b: Buffer,
  entry: Local,
  end: Local,
  width: number,
): readonly Term[] {
  const { code, lanes } = formula;
  const { totals } = context;
  const long = new LongSums(formula, totals, width, 0);
  const add = context.module.add(blockFunction(context, b, width));
  const stop = code.local();
  const zero = code.local();
  long.begin();
  // The body moves the counter.
  code.loop(entry, end, 0, () => {
    findBlockEnd(code, entry, end, stop, entryBytes(lanes));
    code.get(entry).get(tileColumn).get(stop).call(add);
    long.sums.forEach((sum, i) => {
      formula.assign(sum, formula.load(zero, totals + blockSumsOffset + i * 16));
    });
    long.endBlock();
    code.get(stop).set(entry);
  });
  return long.totals();
}

/** The parameters of a block's function, besides `tileColumn`: its first entry, and the end of its last. */
const firstEntry = 0;
const blockEnd = 2;

/**
 * The function `(first entry, column in bytes, end)` that adds up a block and stores its sums. As a part of a function that
 * does more, V8 writes slower code for its loop.
 */
function blockFunction({ lanes, totals }: KernelContext, b: Buffer, width: number): FunctionCode {
  const { i32 } = ValueType;
  const formula = new VectorFormula(lanes, new FunctionCode([i32, i32, i32]));
  const sums = Array.from({ length: width }, () => formula.local());
  const zero = formula.code.local();
  addEntries(formula, b, firstEntry, blockEnd, sums);
  sums.forEach((sum, i) => {
    formula.store(zero, sum, totals + blockSumsOffset + i * 16);
  });
  return formula.code;
}

/** Sets `stop` to the end of the last entry before `end` that is in the same block as `entry`. */
function findBlockEnd(code: FunctionCode, entry: Local, end: Local, stop: Local, bytes: number): void {
  const last = code.local();
  const isInBlock = (place: Local, offset: number): void => {
    code.get(place).plus(offset).memory(I32.load).get(last).op(I32.le_u);
  };
  /** Moves `stop` past so many entries, as often as there are as many in the block. */
  const skip = (entries: number): void => {
    const step = entries * bytes;
    code.increase(stop, -step);
    code.loopWhile(
      () => code.increase(stop, step).get(end).get(stop).op(I32.sub).i32(step).op(I32.ge_u),
      () => isInBlock(stop, step - bytes),
    );
  };
  code.get(entry).tee(stop).memory(I32.load);
  code
    .i32(productChains.block - 1)
    .op(I32.or)
    .set(last);
  isInBlock(end, -bytes);
  code.when(
    () => code.get(end).set(stop),
    () => {
      skip(manyEntries);
      skip(1);
    },
  );
}
