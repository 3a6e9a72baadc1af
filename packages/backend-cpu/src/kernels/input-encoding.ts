/**
 * How an input's data lies in memory: rows of numbers, padded to vectors; the non-zeros of each row; or one class number a
 * row, of 32 bits.
 */
export type InputEncoding = 'dense' | 'sparse' | 'classes';
