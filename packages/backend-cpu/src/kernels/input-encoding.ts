/**
 * How an input's data is stored: rows of numbers, padded to vectors; the non-zeros of each row; or one class number of
 * 32 bits for each row.
 */
export type InputEncoding = 'dense' | 'sparse' | 'classes';
