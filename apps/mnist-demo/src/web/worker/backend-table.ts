import { cpu } from '@nnf/backend-cpu';
import type { Backend } from '@nnf/core';
import type { BackendName } from '../settings/settings.js';

/**
 * What computes, by its name. Each is made when it is chosen, so that a large one is `async () => (await import('…')).make()`
 * and is not downloaded before.
 */
export const backendTable: Readonly<Record<BackendName, () => Promise<Backend>>> = {
  cpu: async () => cpu({ dtype: 'float32' }),
  'cpu-float64': async () => cpu({ dtype: 'float64' }),
  reference: async () => (await import('@nnf/backend-reference')).reference(),
};
