/** The number type that a program computes with. */
export type DataType = 'float32' | 'float64';
