import type { Buffer } from '../memory/buffer.js';
import type { Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import type { VectorFormula } from '../wasm/vector-formula.js';
import { entryBytes } from './sparse-input.js';

/**
 * Adds value · (row of B) to the sums for each entry from `entry` up to `end`, in their order: the inner loop of every product
 * of non-zeros. `column` is where in the row, in bytes, the first sum begins.
 */
export function addEntries(
  formula: VectorFormula,
  b: Buffer,
  {
    entry,
    end,
    column,
    sums,
  }: { readonly entry: Local; readonly end: Local; readonly column: Local; readonly sums: readonly Local[] },
): void {
  const { code, lanes } = formula;
  const right = code.local('i32');
  code.loop(
    entry,
    () => code.get(end),
    entryBytes(lanes),
    () => {
      code.get(entry).memory(I32.load).i32(b.stride).op(I32.mul).get(column).op(I32.add).set(right);
      const factor = formula.let(() => code.get(entry).vectorMemory(lanes.vector.loadSplat, lanes.bytes));
      sums.forEach((sum, j) => {
        formula.multiplyAdd(
          () => code.get(sum),
          factor,
          () => code.get(right).vectorMemory(V128.load, b.address + j * 16),
        )();
        code.set(sum);
      });
    },
  );
}
