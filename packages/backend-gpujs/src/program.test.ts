import { add, argument, constant, PlanBuilder } from '@nnf/core';
import { expect, it } from 'vitest';
import { GpuProgram } from './program.js';
import { Device } from './run/device.js';
import type { GpuJs, Kernel } from './run/gpujs.js';
import { limitsOf } from './run/limits.js';

/** A gpu.js whose kernels all give one matrix, which is counted when it is read back. */
function fakeGpuJs(rows: readonly Float32Array[]): { readonly gpujs: GpuJs; readonly reads: () => number } {
  let reads = 0;
  const result = {
    toArray: () => {
      reads++;
      return rows;
    },
  };
  const createKernel = (): Kernel => Object.assign(() => result, { kernel: { fallbackReason: null }, destroy() {} });
  class GPU {
    static readonly isWebGL2Supported = true;
    static readonly isWebAssemblySupported = false;
    static readonly isWebGPUSupported = false;
    static readonly isWebGPUAvailable = () => Promise.resolve(false);
    readonly createKernel = createKernel;
    createPipeline(): never {
      throw new Error('webgl2 uses no pipelines');
    }
    destroy(): Promise<void> {
      return Promise.resolve();
    }
  }
  return { gpujs: { GPU, Input: class {} }, reads: () => reads };
}

it('reads a parameter from the device before it keeps it', async () => {
  const builder = new PlanBuilder();
  const { index, shape } = builder.parameter('w', 'weight', [1, 2]);
  const expressions = [add(argument(0), constant(1))];
  builder.add({ operation: 'update', targets: [index], operands: [index], expressions, shape });
  const { gpujs, reads } = fakeGpuJs([Float32Array.of(1, 2)]);
  const device = new Device(gpujs, 'webgl2', await limitsOf('webgl2'), undefined);
  using program = new GpuProgram(device).addAll({ plan: builder.build() });
  program.write('w', [9, 9]);
  const data = program.load({ x: { rows: 1, columns: 1, data: new Float32Array(1) } });
  await program.run({ plan: 'plan', data, from: 0, to: 1, batchSize: 1, scalars: new Float64Array(0) });
  expect(reads()).toBe(0);
  expect(program.keep()).toBeUndefined();
  expect(reads()).toBe(1);
  program.write('w', [5, 6]);
  program.restore();
  expect([...program.read('w')]).toEqual([1, 2]);
  expect(reads()).toBe(1);
});
