import type { FunctionCode, Local } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import type { KernelContext } from './kernel.js';

/** Puts on the stack which row of the data the batch's row is: by the run's order, or the next. */
export function putRowNumber(code: FunctionCode, { globals }: KernelContext, row: Local): void {
  const number = code.local('i32');
  code.getGlobal(globals.start).get(row).op(I32.add).set(number);
  code.getGlobal(globals.order).when(() => {
    code.get(number).i32(2).op(I32.shl).getGlobal(globals.order).op(I32.add).memory(I32.load).set(number);
  });
  code.get(number);
}
