import type { Settings } from './settings.js';

/** The original framework's walkthrough with seed 1, as `pnpm demo` runs it. */
export const walkthrough: Settings = {
  samples: 500,
  testSamples: 100,
  epochs: 1000,
  learningRate: 0.0001,
  batchSize: 1,
  shuffle: false,
  hidden: [
    { size: 10, activation: 'relu' },
    { size: 10, activation: 'relu' },
  ],
  expression: 'x * sigmoid(x)',
  initializer: 'uniform-random',
  optimizer: 'gradient-descent',
  dropout: 0,
  seed: 1,
  backend: 'cpu',
};

/** All of MNIST, a wider layer, Adam and dropout. A GPU may be faster here, so `auto` tries it. */
export const allImages: Settings = {
  ...walkthrough,
  samples: 60_000,
  testSamples: 10_000,
  epochs: 10,
  learningRate: 0.001,
  batchSize: 128,
  shuffle: true,
  hidden: [{ size: 256, activation: 'relu' }],
  initializer: 'he',
  optimizer: 'adam',
  dropout: 0.2,
  backend: 'auto',
};

export const presets: Readonly<Record<string, Settings>> = { walkthrough, all: allImages };
