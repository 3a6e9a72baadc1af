import { type Activation, elementwise, max } from '@nnf/core';

/**
 * relu(x) = max(x, 0), the rectified linear unit. Its derivative is 1 above 0, and 0 at 0 and below (Nair and Hinton,
 * *Rectified linear units improve restricted Boltzmann machines*, ICML 2010).
 *
 * @example
 * const hidden = new HiddenLayer(10, relu);
 */
export const relu: Activation = /* @__PURE__ */ elementwise('relu', (x) => max(x, 0), {
  range: [0, Number.POSITIVE_INFINITY],
});
