import fc from 'fast-check';

/** Numbers spread evenly from `least` to `greatest`; fast-check's own doubles are mostly next to 0. */
export function evenlySpread(least: number, greatest: number): fc.Arbitrary<number> {
  const steps = 2 ** 30;
  return fc.integer({ min: 0, max: steps }).map((step) => least + ((greatest - least) * step) / steps);
}
