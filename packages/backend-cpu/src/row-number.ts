import type { FunctionCode, Local } from './function-code.js';
import type { KernelContext } from './kernel.js';

/** Puts on the stack which row of the data the batch's row is: by the run's order, or the next. */
export function putRowNumber(code: FunctionCode, { globals }: KernelContext, row: Local): void {
  const number = code.local('i32');
  code.getGlobal(globals.start).get(row).op('i32.add').set(number);
  code.getGlobal(globals.order).when(() => {
    code.get(number).i32(2).op('i32.shl').getGlobal(globals.order).op('i32.add').memory('i32.load').set(number);
  });
  code.get(number);
}
