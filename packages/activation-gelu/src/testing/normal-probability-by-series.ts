/**
 * Φ(x) by other formulas than the package's: near 0, ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …) (Abramowitz and Stegun,
 * 26.2.11); beyond 3, the tail φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))) (26.2.14).
 */
export function normalProbabilityBySeries(x: number): number {
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) > 3) {
    let fraction = Math.abs(x);
    for (let k = 120; k >= 1; k--) fraction = Math.abs(x) + k / fraction;
    return x > 0 ? 1 - density / fraction : density / fraction;
  }
  let term = x;
  let sum = x;
  for (let k = 3; k < 100; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + density * sum;
}
