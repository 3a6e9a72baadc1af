import type { Epilogue } from '../kernels/epilogue.js';
import { from, type Kernel, type KernelContext, to } from '../kernels/kernel.js';
import { callTiles, overRows, storeTile, tileColumn, tileRow, tilesOf, widestFlatTile } from '../kernels/tiles.js';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import { VectorFormula } from '../wasm/vector-formula.js';
import { entryBytes } from './sparse-input.js';

/**
 * A product whose rows are sums over entries: row m is Σ value · (the entry's row of B), over the entries of m in their
 * order. A tile of columns stays in registers meanwhile.
 *
 * @param skipsEmpty whether to skip rows without entries
 * @param setRange sets two locals to the addresses at which the entries of the row `tileRow` begin and end
 */
export function sparseSumKernel(
  context: KernelContext,
  b: Buffer,
  epilogue: Epilogue,
  skipsEmpty: boolean,
  setRange: (code: FunctionCode, entry: Local, end: Local) => void,
): Pick<Kernel, 'code' | 'extent'> & { readonly vectors: number } {
  const result = epilogue.results[0]!;
  const vectors = vectorsOf(result.shape[1], context.lanes);
  const tiles = tilesOf(vectors, widestFlatTile, (width) => {
    const formula = new VectorFormula(context.lanes);
    const { code } = formula;
    const entry = code.local();
    const end = code.local();
    const sums = Array.from({ length: width }, () => formula.local());
    setRange(code, entry, end);
    const addUp = (): void => {
      addEntries(formula, b, entry, end, sums);
      storeTile(formula, context, epilogue, tileRow, tileColumn, [sums]);
    };
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
