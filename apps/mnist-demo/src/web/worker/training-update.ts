import type { Pictures } from '../data/image-sets.js';

/** What a network is before it is trained. */
export interface NetworkFacts {
  readonly data: string;
  readonly samples: number;
  readonly testSamples: number;
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  readonly parameters: number;
  readonly executes: string;
  /** Why it runs there, where the backend was chosen for the network. */
  readonly choice: string | undefined;
  readonly seed: number;
  readonly summary: string;
  readonly plan: string;
}

/** A point of the curves. Accuracy in percent; what was not measured after this epoch is null. */
export interface EpochPoint {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
}

/** A parameter's values, as core reads them. */
export interface Parameter {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** So many of the worst mistakes are shown at most. */
export const mistakesShown = 24;

/** A test image that the network takes for something else. */
export interface Mistake {
  /** The image's place in the test set, from 0. */
  readonly index: number;
  readonly predicted: number;
  readonly actual: number;
  /** How sure it is of what it predicts, 0 to 1. */
  readonly confidence: number;
}

/** The network's results on the test images. */
export interface TestResult {
  readonly loss: number;
  readonly accuracy: number;
  /** `[actual, predicted]`, how many images */
  readonly confusion: Uint32Array;
  readonly worst: readonly Mistake[];
  readonly pictures: Pictures;
}

/** What training tells the page, some times a second. */
export interface TrainingUpdate {
  readonly points: readonly EpochPoint[];
  /** Epochs only: without tests and pauses. */
  readonly trainSeconds: number;
  readonly samplesTrained: number;
  /** The backend and its mode, which a backend may know only after a run. */
  readonly executes: string;
  readonly parameters?: readonly Parameter[];
  readonly test?: TestResult;
}

/** How a call of `train` ended. */
export type TrainingEnd = 'paused' | 'stopped' | 'finished';
