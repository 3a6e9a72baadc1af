import { type Backend, checkOptions, type DataType, NnfError, pluginMark } from '@nnf/core';
import { PlainLoopsProgram } from './program.js';

/** The options of the backend. */
export interface PlainLoopsOptions {
  /** The data type. `float64` is the default and the only one. */
  readonly dtype?: DataType;
}

/**
 * A minimal backend to start from: plain loops over float64 arrays, one operation after the other. Deterministic: the same seed
 * gives the same bits on one engine.
 *
 * @throws NnfError `INVALID_ARGUMENT` for another dtype, `UNKNOWN_NAME` for another option
 * @example
 * const network = await createNetwork(layers, { backend: plainLoops(), seed: 1 });
 */
export function plainLoops(options: PlainLoopsOptions = {}): Backend {
  const { dtype = 'float64' } = options;
  checkOptions('plainLoops', options, { dtype });
  if (dtype !== 'float64') {
    throw new NnfError('INVALID_ARGUMENT', `plainLoops: dtype is ${String(dtype)}, expected 'float64'`);
  }
  return {
    ...pluginMark('backend'),
    name: 'plain-loops',
    options: { dtype },
    dataTypes: ['float64'],
    deterministic: true,
    compile: async (plans) => new PlainLoopsProgram().addAll(plans),
  };
}
