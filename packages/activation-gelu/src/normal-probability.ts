import { abs, add, constant, div, type Expression, exp, gt, le, min, mul, neg, sub, where } from '@nnf/core';

/**
 * Φ(x) = ½ · erfc(−x / √2), by W. J. Cody's rational approximations (*Rational Chebyshev approximations for the error
 * function*, Mathematics of Computation 23, 1969; coefficients as in his CALERF): erf(z) = z · P(z²)/Q(z²) near 0, and
 * erfc(z) = e^(−z²) · R(z)/S(z) beyond. Absolute error below 2.3e-16.
 *
 * He has a third formula beyond z = 4; the second is good for what is left there, less than 8e-9 of the whole.
 */
export function normalProbability(x: Expression): Expression {
  // e^(−z²) is 0 beyond, and powers of z stay within float32.
  const z = mul(min(abs(x), 40), Math.SQRT1_2);
  const squared = mul(z, z);
  const erf = mul(z, div(polynomial(nearNumerator, squared), polynomial(nearDenominator, squared)));
  const erfc = mul(exp(neg(squared)), div(polynomial(farNumerator, z), polynomial(farDenominator, z)));
  const isAbove = gt(x, 0);
  const near = mul(0.5, where(isAbove, erf, neg(erf)));
  const far = mul(0.5, erfc);
  return where(le(z, 0.46875), add(0.5, near), where(isAbove, sub(1, far), far));
}

/** By Horner's rule; the highest power's coefficient comes first. */
function polynomial([first, ...rest]: readonly [number, ...number[]], x: Expression): Expression {
  return rest.reduce((sum, coefficient) => add(mul(sum, x), coefficient), constant(first));
}

const nearNumerator = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
] as const;
const nearDenominator = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171] as const;
const farNumerator = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
] as const;
const farDenominator = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
] as const;
