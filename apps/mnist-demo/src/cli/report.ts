import type { DataType, EpochReport } from '@nnf/core';

/** The network and its training settings. */
export interface NetworkFacts {
  /** A table of the layers. */
  readonly summary: string;
  /** The size of each layer, from pixels to classes. */
  readonly layers: readonly number[];
  readonly parameters: number;
  /** The number of classes, and how many of them occur in the labels. */
  readonly classes: number;
  readonly occurringClasses: number;
  readonly initializer: string;
  readonly backend: string;
  /** The backend and its mode, as the network reports them. */
  readonly executes: string;
  /** The reason for the backend, if the program chose it. */
  readonly choice: string | undefined;
  readonly dtype: DataType;
  readonly seed: number;
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
}

/** The results of an epoch. Accuracy in percent. */
export interface EpochFacts extends Pick<EpochReport, 'epoch' | 'loss' | 'lastSampleLoss'> {
  readonly accuracy: number;
}

/** How long training took, without the time for reports. */
export interface TrainingFacts {
  /** The number of epochs trained, which is smaller than asked for after Ctrl-C. */
  readonly epochs: number;
  readonly trainSeconds: number;
  readonly microsecondsPerSample: number;
}

/** The network's prediction for a test image. */
export interface SampleFacts {
  /** The image's index in the test set, from 0. */
  readonly index: number;
  readonly predicted: number;
  readonly actual: number;
}

/** The results of the run. Accuracies are those of the trained network, in percent. */
export interface ResultFacts extends Omit<TrainingFacts, 'epochs'> {
  readonly testAccuracy: number;
  readonly trainAccuracy: number;
  readonly testSamples: number;
  readonly backend: string;
  readonly seed: number;
  readonly parameters: number;
}

/** Reports the progress to the user. The methods are called in this order. */
export interface Report {
  network(facts: NetworkFacts): void;
  epoch(facts: EpochFacts): void;
  /** Called after Ctrl-C or another signal: the current epoch is the last. */
  stopping(): void;
  trained(facts: TrainingFacts): void;
  sample(facts: SampleFacts): void;
  result(facts: ResultFacts): void;
  /** Restores the terminal. May be called at any time, and more than once. */
  close(): void;
}

/** Writes to standard output or error. */
export type Write = (text: string) => void;
