/** What the page can be told, as plain data that goes to the worker and into the address. */

export const activationNames = [
  'relu',
  'leaky-relu',
  'elu',
  'gelu',
  'swish',
  'softplus',
  'tanh',
  'sigmoid',
  'softmax',
  'identity',
  'custom',
] as const;
export const initializerNames = ['uniform-random', 'normal-random', 'xavier', 'he', 'lecun', 'zeros', 'ones'] as const;
export const optimizerNames = ['gradient-descent', 'momentum', 'nesterov', 'adam'] as const;
/** Whoever adds a backend names it here and makes it in worker/backend-table.ts; `auto` is chosen in worker/used-backend.ts. */
export const backendNames = [
  'auto',
  'cpu',
  'cpu-float64',
  'gpu-auto',
  'gpu-webgpu',
  'gpu-webgl2',
  'gpu-webasm',
  'reference',
] as const;

export type ActivationName = (typeof activationNames)[number];
export type InitializerName = (typeof initializerNames)[number];
export type OptimizerName = (typeof optimizerNames)[number];
export type BackendName = (typeof backendNames)[number];

/** A hidden layer: how many neurons, and what their sums pass through. */
export interface HiddenLayerSettings {
  readonly size: number;
  readonly activation: ActivationName;
}

/** What the network is made of: another value needs a new network. */
export interface NetworkSettings {
  readonly hidden: readonly HiddenLayerSettings[];
  /** The formula of the activation named `custom`. */
  readonly expression: string;
  readonly initializer: InitializerName;
  readonly optimizer: OptimizerName;
  /** 0 and below 1. */
  readonly dropout: number;
  readonly seed: number;
  readonly backend: BackendName;
}

/** How a network is trained: another value takes effect at the next epoch. */
export interface TrainingSettings {
  /** How many training images: the first ones. */
  readonly samples: number;
  /** How many test images: the first ones. */
  readonly testSamples: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
}

export interface Settings extends NetworkSettings, TrainingSettings {}

const networkKeys = [
  'hidden',
  'expression',
  'initializer',
  'optimizer',
  'dropout',
  'seed',
  'backend',
] as const satisfies readonly (keyof NetworkSettings)[];

const names: Readonly<Record<(typeof networkKeys)[number], string>> = {
  hidden: 'hidden layers',
  expression: 'your activation',
  initializer: 'initializer',
  optimizer: 'optimizer',
  dropout: 'dropout',
  seed: 'seed',
  backend: 'backend',
};

/** The names of changed settings that need a new network. */
export function reasonsForNewNetwork(made: Settings, wanted: Settings): readonly string[] {
  const usesExpression = wanted.hidden.some(({ activation }) => activation === 'custom');
  return networkKeys
    .filter((key) => key !== 'expression' || usesExpression)
    .filter((key) => JSON.stringify(made[key]) !== JSON.stringify(wanted[key]))
    .map((key) => names[key]);
}
