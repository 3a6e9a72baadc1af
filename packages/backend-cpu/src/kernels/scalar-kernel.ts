import type { Buffer } from '../memory/buffer.js';
import { FunctionCode } from '../wasm/function-code.js';
import { BatchGlobal } from './batch-global.js';
import type { Kernel, KernelContext } from './kernel.js';

/** Copies the batch's scalars from its row of the scalar table. */
export function scalarKernel({ lanes }: KernelContext, scalars: readonly Buffer[]): Kernel {
  const code = new FunctionCode();
  scalars.forEach((scalar, i) => {
    code
      .i32(0)
      .getGlobal(BatchGlobal.scalars)
      .memory(lanes.scalar.load, i * lanes.bytes)
      .memory(lanes.scalar.store, scalar.address);
  });
  return { code, extent: 1, cost: scalars.length + 1 };
}
