import type { Backend, DataType } from '@nnf/core';
import type { InitialValues } from '../shared/initial-values.js';
import type { auto } from './backends.js';

/** The checked options. */
export interface Settings {
  /** The numbers of training and test images, taken from the start of each set. */
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** The number of neurons of each hidden layer. May be empty. */
  readonly hidden: readonly number[];
  readonly initializer: string;
  readonly initial: InitialValues;
  /** `auto` if the backend is chosen after the images are loaded. */
  readonly backend: Backend | typeof auto;
  readonly dtype: DataType;
  /** By default, the network draws a seed. */
  readonly seed: number | undefined;
  readonly shuffle: boolean;
  /** The folder with the IDX files. By default, the real MNIST. */
  readonly data: string | undefined;
  /** The number of classes. By default, the largest label plus one. */
  readonly classes: number | undefined;
  readonly json: boolean;
  /** The files for the curves as SVG and the first layer's weights as PNG. By default, neither is written. */
  readonly plot: string | undefined;
  readonly weights: string | undefined;
}
