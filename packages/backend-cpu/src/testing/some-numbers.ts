import type { Matrix } from '@nnf/core';

/**
 * Pseudorandom numbers, the same every time: eighths from −6 to 6, with duplicates and zeros. Sums of a few thousand
 * products of two are exact in float32, in any order.
 */
export function someEighths(count: number, salt = 1): Float64Array {
  let state = (salt * 2654435761) >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (((state >>> 8) % 97) - 48) / 8;
  });
}

/** A data set of such numbers. `sparse` keeps one in seven, and every third row is all zeros. */
export function someMatrix(rows: number, columns: number, salt = 1, sparse = false): Matrix {
  const data = someEighths(rows * columns, salt);
  const isZero = (i: number): boolean => i % 7 !== salt % 7 || Math.floor(i / columns) % 3 === 1;
  return { rows, columns, data: sparse ? data.map((value, i) => (isZero(i) ? 0 : value)) : data };
}
