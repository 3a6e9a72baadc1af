import { checkOptions } from '../base/check-options.js';
import { checkSize } from '../base/check-size.js';
import { NnfError } from '../base/errors.js';
import { checkPlugin } from '../base/plugin.js';
import type { Layer } from '../layer/layer.js';
import { parametersOf, stackLayers } from '../layer/layer-stack.js';
import { gradientDescent } from '../parts/gradient-descent.js';
import type { Metric } from '../parts/metric.js';
import type { Optimizer } from '../parts/optimizer.js';
import type { Backend } from '../plan/backend.js';
import { checkSeed, drawSeed } from '../random/seed.js';
import { checkClassWeights } from '../training/class-weights.js';
import { checkGradientLimit, type GradientLimit } from '../training/clip-gradients.js';
import { planNetwork } from '../training/network-plans.js';
import { Network } from './network.js';
import { firstValues } from './parameters.js';

/** What a network is made with, beside its layers. */
export interface NetworkOptions {
  /** What computes: `cpu()` or `reference()`. */
  readonly backend: Backend;
  /** An integer from 0 to 2³² − 1 from which all randomness comes; drawn, and kept in `network.seed`, when left out. */
  readonly seed?: number | undefined;
  /** Plain gradient descent when left out. */
  readonly optimizer?: Optimizer | undefined;
  /** What is measured beside the loss; what suits the loss when left out. */
  readonly metrics?: readonly Metric[] | undefined;
  /** How large gradients may be: `{ value }` for each element, `{ norm }` for the length of all together. */
  readonly clip?: GradientLimit | undefined;
  /** Batches whose gradients are added up for one update: training as with batches of so many times the size. 1 when left out. */
  readonly accumulate?: number | undefined;
  /** How much each class counts in the loss that is trained, one number of 0 or more a class; 1 when left out. */
  readonly classWeights?: readonly number[] | undefined;
}

/**
 * A network of layers, from an input layer to an output layer, ready to be trained. Layers that are not attached yet are
 * attached in the order of the list.
 *
 * @throws NnfError before anything is computed: `LAYER_ORDER`, `ATTACHMENT`, `NO_INITIAL_VALUES`, `SHAPE_MISMATCH`,
 * `WRONG_PLUGIN`, `INVALID_ARGUMENT`, `UNKNOWN_NAME` for an option that there is not, `DUPLICATE_NAME`, and what tracing the plugins throws
 * @example
 * const network = await createNetwork(
 *   [new InputLayer(2), new HiddenLayer(4, tanh, initial), new OutputLayer(1, identity, meanSquaredError, initial)],
 *   { backend: reference(), seed: 1 },
 * );
 */
export async function createNetwork(layers: readonly Layer[], options: NetworkOptions): Promise<Network> {
  const {
    backend,
    seed: given,
    optimizer = gradientDescent,
    metrics: asked,
    clip,
    accumulate = 1,
    classWeights,
  } = options ?? {};
  const known = { backend, seed: given, optimizer, metrics: asked, clip, accumulate, classWeights };
  checkOptions('createNetwork', options ?? {}, known);
  checkPlugin(backend, 'backend', 'createNetwork: backend');
  checkPlugin(optimizer, 'optimizer', 'createNetwork: optimizer');
  const seed = checkSeed(given ?? drawSeed());
  checkGradientLimit(clip);
  checkSize(accumulate, 'createNetwork: accumulate');
  const stack = stackLayers(layers);
  const metrics = checkMetrics(asked ?? stack.output.loss.metrics);
  checkClassWeights(classWeights, stack.outputs);
  const plans = planNetwork({ stack, optimizer, metrics, clip, accumulate, classWeights });
  const parameters = parametersOf(stack);
  const initial = parameters.map((declaration, number) => firstValues(declaration, seed, number));
  const program = await backend.compile({ ...plans });
  try {
    parameters.forEach(({ name }, i) => {
      program.write(name, initial[i]!);
    });
  } catch (error) {
    program.dispose();
    throw error;
  }
  return new Network({ backend, optimizer, metrics, accumulate, seed, stack, parameters, plans, program });
}

/** What reports have beside metrics: no metric may take their place. */
const reportNames = ['loss', 'metrics', 'epoch', 'lastSampleLoss', 'seconds', 'validation', 'predictions'];

function checkMetrics(metrics: readonly Metric[]): readonly Metric[] {
  if (!Array.isArray(metrics))
    throw new NnfError('INVALID_ARGUMENT', 'createNetwork: metrics are no list; give [accuracy], say');
  const names = new Set<string>();
  for (const metric of metrics) {
    checkPlugin(metric, 'metric', 'createNetwork: metrics');
    if (reportNames.includes(metric.name)) {
      throw new NnfError(
        'DUPLICATE_NAME',
        `createNetwork: a metric cannot be named '${metric.name}': reports have that already`,
      );
    }
    if (names.has(metric.name))
      throw new NnfError('DUPLICATE_NAME', `createNetwork: there are two metrics named '${metric.name}'`);
    names.add(metric.name);
  }
  return metrics;
}
