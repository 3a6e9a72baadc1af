import { type Backend, checkOptions, checkPlans, type DataType, NnfError, type Plan, pluginMark } from '@nnf/core';
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
 * @throws NnfError `INVALID_ARGUMENT` for another dtype, `UNKNOWN_NAME` for another option; when compiling, `NO_WEBASSEMBLY`
 * where the host has no WebAssembly with SIMD or forbids it
 * @example
 * const network = await createNetwork(layers, { backend: cpu(), seed: 1 });
 */
export function cpu(options: CpuOptions = {}): Backend {
  const { dtype = 'float32' } = options;
  checkOptions('cpu', options, { dtype });
  if (dtype !== 'float32' && dtype !== 'float64') {
    throw new NnfError('INVALID_ARGUMENT', `cpu: dtype is ${String(dtype)}, expected 'float32' or 'float64'`);
  }
  return {
    ...pluginMark('backend'),
    name: 'cpu',
    options: { dtype },
    dataTypes: dtype === 'float32' ? ['float32', 'float64'] : ['float64', 'float32'],
    deterministic: true,
    compile: async (plans: Readonly<Record<string, Plan>>) => {
      checkPlans(plans, 'cpu');
      checkWebAssembly();
      return new CpuProgram(plans, dtype === 'float32' ? float32Lanes : float64Lanes);
    },
  };
}

/** A module with one function, which makes a vector and drops it. */
const simdModule = [
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 0x41, 0, 0xfd, 15, 0x1a, 0x0b,
];

function checkWebAssembly(): void {
  try {
    new WebAssembly.Module(Uint8Array.from(simdModule));
  } catch (cause) {
    throw new NnfError(
      'NO_WEBASSEMBLY',
      `cpu: this host has no WebAssembly with SIMD, or does not allow it (a Content-Security-Policy needs 'wasm-unsafe-eval'); @nnf/backend-reference needs none: ${cause}`,
      { cause },
    );
  }
}
