import { type Backend, type Plan, pluginMark } from '@nnf/core';
import { ReferenceProgram } from './program.js';

/**
 * The backend that defines what every operation means: it interprets a plan in plain float64 TypeScript, in the order in
 * which it is written down. Slow, exact, the same bits everywhere but for the last bit of `Math.exp`, `Math.log` and
 * `Math.tanh`, which engines may round differently.
 *
 * @example
 * const network = await createNetwork(layers, { backend: reference(), seed: 1 });
 */
export function reference(): Backend {
  return {
    ...pluginMark('backend'),
    name: 'reference',
    dataTypes: ['float64'],
    deterministic: true,
    compile: async (plans: Readonly<Record<string, Plan>>) => new ReferenceProgram(plans),
  };
}
