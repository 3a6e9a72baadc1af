import type { Initializer } from '@nnf/core';
import { he, lecun, normalRandom, ones, uniformRandom, xavier, zeros } from '@nnf/initializers';

/** The initializers of a layer's weights and biases. */
export interface InitialValues {
  readonly weights: Initializer;
  readonly biases: Initializer;
}

/**
 * The values of `--initializer`. The two plain distributions initialize biases, too, as in the walkthrough. The others are meant
 * for weights, and their papers start biases at zero.
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
