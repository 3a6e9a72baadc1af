import type { Buffer } from './buffer.js';
import { FunctionCode } from './function-code.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';

/** Copies a matrix of fixed shape into its transpose, number by number: once a batch, for a product with many rows. */
export function transposeKernel({ lanes }: KernelContext, x: Buffer, result: Buffer): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const source = code.local('i32');
  const target = code.local('i32');
  const end = code.local('i32');
  code.get(from).set(row);
  code.loop(
    row,
    () => code.get(to),
    1,
    () => {
      code
        .get(row)
        .i32(x.stride)
        .op('i32.mul')
        .tee(source)
        .i32(x.shape[1] * lanes.bytes)
        .op('i32.add')
        .set(end);
      code.get(row).i32(lanes.bytes).op('i32.mul').set(target);
      code.loop(
        source,
        () => code.get(end),
        lanes.bytes,
        () => {
          code.get(target).get(source).memory(lanes.scalar.load, x.address).memory(lanes.scalar.store, result.address);
          code.get(target).i32(result.stride).op('i32.add').set(target);
        },
      );
    },
  );
  return { code, extent: x.shape[0], cost: x.shape[1] };
}
