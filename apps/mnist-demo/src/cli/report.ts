import type { DataType, EpochReport } from '@nnf/core';

/** The network and how it is about to be trained. */
export interface NetworkFacts {
  /** A table of the layers. */
  readonly summary: string;
  /** Neurons of each layer, from pixels to classes. */
  readonly layers: readonly number[];
  readonly parameters: number;
  readonly initializer: string;
  readonly backend: string;
  /** The backend and its mode, as the network reports them. */
  readonly executes: string;
  /** Why it runs there, if the program chose. */
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
  /** How many epochs were trained: fewer than asked after Ctrl-C. */
  readonly epochs: number;
  readonly trainSeconds: number;
  readonly microsecondsPerSample: number;
}

/** What the network made of a test image. */
export interface SampleFacts {
  /** The image's place in the test set, from 0. */
  readonly index: number;
  readonly predicted: number;
  readonly actual: number;
}

/** The results of the run. Accuracies are in percent, of the trained network. */
export interface ResultFacts extends Omit<TrainingFacts, 'epochs'> {
  readonly testAccuracy: number;
  readonly trainAccuracy: number;
  readonly testSamples: number;
  readonly backend: string;
  readonly seed: number;
  readonly parameters: number;
}

/** Tells the user how it goes, in one form or another; called in this order. */
export interface Report {
  network(facts: NetworkFacts): void;
  epoch(facts: EpochFacts): void;
  /** Ctrl-C was pressed: the epoch that runs now is the last. */
  stopping(): void;
  trained(facts: TrainingFacts): void;
  sample(facts: SampleFacts): void;
  result(facts: ResultFacts): void;
  /** Leaves the terminal in order. May be called at any time, and twice. */
  close(): void;
}

/** Writes to standard output or error. */
export type Write = (text: string) => void;
