import { type Backend, type DataType, NnfError, type Plan, pluginMark } from '@nnf/core';
import { float32Lanes, float64Lanes } from './lanes.js';
import { CpuProgram } from './program.js';

/** What the backend computes with. */
export interface CpuOptions {
  /** `float32` when left out. */
  readonly dtype?: DataType | undefined;
}

/**
 * The backend that compiles a network to WebAssembly with SIMD, made for its shapes and its expressions. Results are the
 * same bits on every machine.
 *
 * @throws NnfError `INVALID_ARGUMENT` for another dtype; when compiling, `NO_WEBASSEMBLY` where the host has no WebAssembly
 * with SIMD or forbids it
 * @example
 * const network = await createNetwork(layers, { backend: cpu(), seed: 1 });
 */
export function cpu({ dtype = 'float32' }: CpuOptions = {}): Backend {
  if (dtype !== 'float32' && dtype !== 'float64') {
    throw new NnfError('INVALID_ARGUMENT', `cpu: dtype is ${String(dtype)}, expected 'float32' or 'float64'`);
  }
  return {
    ...pluginMark('backend'),
    name: 'cpu',
    options: { dtype },
    dataTypes: dtype === 'float32' ? ['float32', 'float64'] : ['float64', 'float32'],
    deterministic: true,
    compile: async (plans: Readonly<Record<string, Plan>>) =>
      new CpuProgram(plans, dtype === 'float32' ? float32Lanes : float64Lanes),
  };
}
