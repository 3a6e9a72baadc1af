import type { Buffer } from '../memory/buffer.js';
import { FunctionCode } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';

/**
 * Puts a batch's rows of an output where the run's are, or its value where it has no rows of the batch.
 *
 * @param target where the address of the run's output is
 */
export function outputKernel({ globals }: KernelContext, output: Buffer, target: number): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const offset = code.local('i32');
  const end = code.local('i32');
  const place = code.local('i32');
  code.get(from).i32(output.stride).op(I32.mul).set(offset);
  code.get(to).i32(output.stride).op(I32.mul).set(end);
  code.i32(0).memory(I32.load, target).get(offset).op(I32.add);
  if (output.shape[0] === 'batch') code.getGlobal(globals.done).i32(output.stride).op(I32.mul).op(I32.add);
  code.set(place);
  // A vector past a column's end is overwritten by the next batch, or lies in the room behind the block.
  code.loop(
    offset,
    () => code.get(end),
    16,
    () => {
      code.get(place).get(offset).vectorMemory(V128.load, output.address).vectorMemory(V128.store);
      code.get(place).i32(16).op(I32.add).set(place);
    },
  );
  return { code, extent: output.shape[0], cost: Math.ceil(output.stride / 16) };
}
