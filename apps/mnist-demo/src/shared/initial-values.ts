import type { Initializer } from '@nnf/core';
import { he, lecun, normalRandom, ones, uniformRandom, xavier, zeros } from '@nnf/initializers';

/** Where a layer's weights and biases begin. */
export interface InitialValues {
  readonly weights: Initializer;
  readonly biases: Initializer;
}

/**
 * What `--initializer` may name. The two plain distributions make biases too, as the walkthrough does; the others were
 * made for weights, and their papers begin biases at zero.
 */
export const initialValues: ReadonlyMap<string, InitialValues> = new Map([
  ['uniform-random', { weights: uniformRandom, biases: uniformRandom }],
  ['normal-random', { weights: normalRandom, biases: normalRandom }],
  ['xavier', { weights: xavier, biases: zeros }],
  ['he', { weights: he, biases: zeros }],
  ['lecun', { weights: lecun, biases: zeros }],
  ['zeros', { weights: zeros, biases: zeros }],
  ['ones', { weights: ones, biases: zeros }],
]);
