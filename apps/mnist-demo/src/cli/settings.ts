import type { Backend, DataType } from '@nnf/core';
import type { InitialValues } from '../shared/initial-values.js';
import type { auto } from './backends.js';

/** The checked options. */
export interface Settings {
  /** How many images to learn from, and to be tested with: the first ones of each set. */
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Neurons of each hidden layer; there may be no such layer. */
  readonly hidden: readonly number[];
  readonly initializer: string;
  readonly initial: InitialValues;
  /** `auto` where it is chosen once the images are there. */
  readonly backend: Backend | typeof auto;
  readonly dtype: DataType;
  /** By default, drawn by the network. */
  readonly seed: number | undefined;
  readonly shuffle: boolean;
  /** The folder with the IDX files. By default, the real MNIST. */
  readonly data: string | undefined;
  readonly json: boolean;
  /** Where the curves go as SVG, and the first layer's weights as PNG; nowhere when left out. */
  readonly plot: string | undefined;
  readonly weights: string | undefined;
}
