import { type Backend, checkOptions, type DataType, NnfError, pluginMark } from '@nnf/core';
import { ReferenceProgram } from './program.js';

/** Options of the backend. */
export interface ReferenceOptions {
  /** The type of its numbers. Default: `float64`, the only one. */
  readonly dtype?: DataType | undefined;
}

/**
 * The backend that defines what every operation means. It interprets a plan in plain float64 TypeScript, operation by
 * operation. It is slow and exact, and gives the same bits everywhere, except for the last bit of `Math.exp`, `Math.log`
 * and `Math.tanh`, which engines may round differently.
 *
 * @throws NnfError `INVALID_ARGUMENT` for another dtype than float64, `UNKNOWN_NAME` for an unknown option
 * @example
 * const network = await createNetwork(layers, { backend: reference(), seed: 1 });
 */
export function reference(options: ReferenceOptions = {}): Backend {
  const { dtype = 'float64' } = options;
  checkOptions('reference', options, { dtype });
  if (dtype !== 'float64') {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `reference: dtype is ${String(dtype)}, expected 'float64'; @nnf/backend-cpu also computes in float32`,
    );
  }
  return {
    ...pluginMark('backend'),
    name: 'reference',
    dataTypes: ['float64'],
    deterministic: true,
    compile: async (plans) => new ReferenceProgram().addAll(plans),
  };
}
