import type { Backend, DataType } from '@nnf/core';
import type { InitialValues } from '../shared/initial-values.js';
import type { auto } from './backends.js';

/** What the options say, checked. */
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
  /** Drawn by the network when left out. */
  readonly seed: number | undefined;
  readonly shuffle: boolean;
  /** The folder with the IDX files; the real MNIST when left out. */
  readonly data: string | undefined;
  readonly json: boolean;
  /** Where the curves go as SVG, and the first layer's weights as PNG; nowhere when left out. */
  readonly plot: string | undefined;
  readonly weights: string | undefined;
}
