import { ensure } from './check.js';

/** Numbers by name. */
type Results = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Checks that two computations gave the same bits, including signs of zeros and NaN.
 *
 * @throws Error with the first difference: `its output is 1 alone, 2 in a batch`
 */
export function ensureSameBits(found: Results, when: string, expected: Results, otherwise: string): void {
  for (const [name, numbers] of Object.entries(expected)) {
    const others = found[name]!;
    ensure(
      others.length === numbers.length,
      `${name} is ${others.length} numbers ${when}, ${numbers.length} ${otherwise}`,
    );
    for (let i = 0; i < numbers.length; i++) {
      ensure(
        Object.is(others[i], numbers[i]),
        () => `${name}, element ${i}, is ${others[i]} ${when}, ${numbers[i]} ${otherwise}`,
      );
    }
  }
}
