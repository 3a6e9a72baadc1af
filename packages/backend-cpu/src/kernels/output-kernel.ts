import type { Buffer } from '../memory/buffer.js';
import { FunctionCode } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { BatchGlobal } from './batch-global.js';
import { from, type Kernel, to } from './kernel.js';

/**
 * Copies a batch's rows of an output to their place in the run's output. An output of fixed rows is overwritten by each
 * batch.
 *
 * @param target the place in memory that holds the address of the run's output
 */
export function outputKernel({ shape, stride, address }: Buffer, target: number): Kernel {
  const code = new FunctionCode();
  const offset = code.local();
  const end = code.local();
  const place = code.local();
  code.times(from, stride).set(offset);
  code.times(to, stride).set(end);
  code.i32(0).memory(I32.load, target).get(offset).op(I32.add);
  if (shape[0] === 'batch') code.getGlobal(BatchGlobal.done).i32(stride).op(I32.mul).op(I32.add);
  code.set(place);
  // A vector past the end of a column is overwritten by the next batch, or lies in the padding after the block.
  code.loop(offset, end, 16, () => {
    code.get(place).get(offset).vectorMemory(V128.load, address).vectorMemory(V128.store);
    code.increase(place, 16);
  });
  return { code, extent: shape[0], cost: Math.ceil(stride / 16) };
}
