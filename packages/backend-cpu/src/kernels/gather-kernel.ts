import type { Buffer } from '../memory/buffer.js';
import { I32, V128 } from '../wasm/instructions.js';
import { repeated } from '../wasm/lanes.js';
import { clearRow, overBatchRows } from './batch-rows.js';
import type { Kernel, KernelContext } from './kernel.js';

/**
 * Copies the batch's rows of dense data, in the run's order, into the plan's input.
 *
 * @param data the place in memory that holds the data's address
 */
export function gatherKernel(context: KernelContext, input: Buffer, data: number): Kernel {
  const { scalar } = context.lanes;
  const { stride, address } = input;
  const code = overBatchRows((code, row, number) => {
    const source = code.local();
    const target = code.local();
    const end = code.local();
    code.times(number, stride).i32(0).memory(I32.load, data).op(I32.add).set(source);
    code.times(row, stride).tee(target);
    if (stride < 16) {
      code.get(source).memory(scalar.load).memory(scalar.store, address);
      return;
    }
    code.plus(stride).set(end);
    code.loop(target, end, 16, () => {
      code.get(target).get(source).vectorMemory(V128.load).vectorMemory(V128.store, address);
      code.increase(source, 16);
    });
  });
  return { code, extent: 'batch', cost: costOfRow(stride) };
}

/**
 * Writes one-hot rows for the batch's class numbers.
 *
 * @param data the place in memory that holds the address of the class numbers, which have 32 bits each
 */
export function oneHotKernel(context: KernelContext, input: Buffer, data: number): Kernel {
  const { lanes } = context;
  const code = overBatchRows((code, row, number) => {
    const place = clearRow(code, lanes, input, row);
    code.times(number, 4).i32(0).memory(I32.load, data).op(I32.add).memory(I32.load);
    code.i32(lanes.bytes).op(I32.mul).get(place).op(I32.add);
    code.v128(repeated(lanes, 1)).laneMemory(lanes.vector.storeLane, input.address, 0);
  });
  return { code, extent: 'batch', cost: costOfRow(input.stride) };
}

function costOfRow(stride: number): number {
  return Math.ceil(stride / 16) + 2;
}
