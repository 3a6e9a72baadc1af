import type { Backend } from '@nnf/core';
import { backends } from '../../backends.js';
import type { BackendName } from '../settings/settings.js';

/**
 * What computes, by its name. Each is made when it is chosen, so that a large one is `async () => (await import('…')).make()`
 * and is not downloaded before.
 */
export const backendTable: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  cpu: async () => fromProgram('cpu', 'float32'),
  'cpu-float64': async () => fromProgram('cpu', 'float64'),
  reference: async () => fromProgram('reference', 'float64'),
};

/** One of the command line's. */
function fromProgram(name: string, dtype: 'float32' | 'float64'): Backend {
  const make = backends.get(name);
  if (!make) throw new RangeError(`there is no backend '${name}'`);
  return make({ dtype });
}
