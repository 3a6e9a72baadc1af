/** A repeatable sequence of pseudo-random numbers in [0, 1) (the generator of Numerical Recipes). */
export function uniformNumbers(salt: number): () => number {
  let state = Math.imul(salt + 1, 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Pseudo-random numbers from `least` to `greatest`, the same every time. */
export function numbersBetween(least: number, greatest: number, count: number, salt = 1): Float64Array {
  const next = uniformNumbers(salt);
  return Float64Array.from({ length: count }, () => least + (greatest - least) * next());
}

/**
 * Eighths from −6 to 6, some equal, some 0. Sums of a few thousand products of two are exact in float32, in any order of
 * addition.
 */
export function someEighths(count: number, salt = 1): Float64Array {
  const next = uniformNumbers(salt);
  return Float64Array.from({ length: count }, () => (Math.floor(next() * 97) - 48) / 8);
}

/** Eighths from −64 to 64; up to 1021 of them are distinct. */
export function distinctEighths(count: number, salt = 1): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (((i + salt) * 377) % 1021) / 8 - 64);
}

/** Numbers of columns around the widths that loops are unrolled for: 1 to 20, and around 32, 64 and 128. */
export const widths: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 31, 32, 33, 34, 35, 39, 47, 63, 64, 65, 67,
  131,
];
