import { type Activation, elementwise } from '@nnf/core';

/**
 * identity(x) = x, with derivative 1: the output of a regression.
 *
 * @example
 * const output = new OutputLayer(1, identity, meanSquaredError);
 */
export const identity: Activation = /* @__PURE__ */ elementwise('identity', (x) => x);
