import type { Pictures } from '../data/image-sets.js';

/** The facts about a network that are known before training. */
export interface NetworkFacts {
  readonly data: string;
  readonly samples: number;
  readonly testSamples: number;
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  /** How many of the classes occur in the labels. */
  readonly occurringClasses: number;
  readonly parameters: number;
  readonly executes: string;
  /** The reason for the backend, if it was chosen automatically. */
  readonly choice: string | undefined;
  readonly seed: number;
  readonly summary: string;
  readonly plan: string;
}

/** A point of the curves. Accuracies are in percent; values that were not measured after this epoch are null. */
export interface EpochPoint {
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
}

/** A parameter's values, as core's `readParameters` returns them. */
export interface Parameter {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** The most mistakes shown. */
export const mistakesShown = 24;

/** A test image that the network misclassifies. */
export interface Mistake {
  /** The image's index in the test set, from 0. */
  readonly index: number;
  readonly predicted: number;
  readonly actual: number;
  /** The probability of the predicted class, from 0 to 1. */
  readonly confidence: number;
}

/** The network's results on the test images. */
export interface TestResult {
  readonly loss: number;
  readonly accuracy: number;
  /** The number of images, `[actual, predicted]`. */
  readonly confusion: Uint32Array;
  readonly worst: readonly Mistake[];
  readonly pictures: Pictures;
}

/** The update that training sends to the page several times a second. */
export interface TrainingUpdate {
  readonly points: readonly EpochPoint[];
  /** The duration of the epochs, without tests and pauses. */
  readonly trainSeconds: number;
  readonly samplesTrained: number;
  /** The backend and its mode. Some backends know their mode only after a run. */
  readonly executes: string;
  readonly parameters?: readonly Parameter[];
  readonly test?: TestResult;
}

/** The outcome of a call of `train`. */
export type TrainingEnd = 'paused' | 'stopped' | 'finished';
