/** The page's settings, as plain data that the page sends to the worker and writes into the address. */

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
/** To add a backend, name it here and create it in worker/backend-table.ts. worker/used-backend.ts resolves `auto`. */
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

/** A hidden layer: its number of neurons and its activation. */
export interface HiddenLayerSettings {
  readonly size: number;
  readonly activation: ActivationName;
}

/** The settings of the network itself. Changing one needs a new network. */
export interface NetworkSettings {
  readonly hidden: readonly HiddenLayerSettings[];
  /** The formula of the activation named `custom`. */
  readonly expression: string;
  readonly initializer: InitializerName;
  readonly optimizer: OptimizerName;
  /** The share of outputs dropped during training: at least 0, below 1. */
  readonly dropout: number;
  readonly seed: number;
  readonly backend: BackendName;
}

/** The settings of the training. A change takes effect at the next epoch. */
export interface TrainingSettings {
  /** The number of training images, taken from the start of the set. */
  readonly samples: number;
  /** The number of test images, taken from the start of the set. */
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
