import { type Activation, elementwise, tanh as hyperbolicTangent } from '@nnf/core';

/**
 * tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), from −1 to 1, with derivative 1 − tanh(x)² (LeCun et al., *Efficient BackProp*, 1998,
 * §4.4).
 *
 * @example
 * const hidden = new HiddenLayer(3, tanh);
 */
export const tanh: Activation = /* @__PURE__ */ elementwise('tanh', (x) => hyperbolicTangent(x), { range: [-1, 1] });
