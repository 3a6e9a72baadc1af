import type { Buffer } from '../memory/buffer.js';
import { FunctionCode } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { repeated } from '../wasm/lanes.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { putRowNumber } from './row-number.js';

/**
 * How an input's data lies in memory: rows of numbers, padded to vectors; the non-zeros of each row; or one class number a
 * row, of 32 bits.
 */
export type InputEncoding = 'dense' | 'sparse' | 'classes';

/**
 * Takes the batch's rows from the data, in the run's order, into the plan's input.
 *
 * @param data where the data's address is
 */
export function gatherKernel(context: KernelContext, form: 'dense' | 'classes', input: Buffer, data: number): Kernel {
  const { lanes } = context;
  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const source = code.local('i32');
  const target = code.local('i32');
  const end = code.local('i32');
  const { stride } = input;
  code.get(from).set(row);
  code.loop(
    row,
    () => code.get(to),
    1,
    () => {
      putRowNumber(code, context, row);
      code
        .i32(form === 'dense' ? stride : 4)
        .op(I32.mul)
        .i32(0)
        .memory(I32.load, data)
        .op(I32.add)
        .set(source);
      code.get(row).i32(stride).op(I32.mul).tee(target).i32(stride).op(I32.add).set(end);
      if (form === 'dense') copyRow();
      else oneHot();
    },
  );
  return { code, extent: 'batch', cost: Math.ceil(stride / 16) + 2 };

  function copyRow(): void {
    if (stride < 16) {
      code.get(target).get(source).memory(lanes.scalar.load).memory(lanes.scalar.store, input.address);
      return;
    }
    code.loop(
      target,
      () => code.get(end),
      16,
      () => {
        code.get(target).get(source).vectorMemory(V128.load).vectorMemory(V128.store, input.address);
        code.get(source).i32(16).op(I32.add).set(source);
      },
    );
  }

  function oneHot(): void {
    const zero = repeated(lanes, 0);
    const first = code.local('i32');
    code.get(target).set(first);
    code.loop(
      target,
      () => code.get(end),
      16,
      () => code.get(target).v128(zero).vectorMemory(V128.store, input.address),
    );
    code.get(source).memory(I32.load).i32(lanes.bytes).op(I32.mul).get(first).op(I32.add);
    if (lanes.count === 4) code.f32(1);
    else code.f64(1);
    code.memory(lanes.scalar.store, input.address);
  }
}
