import { checkOptions } from '../base/check-options.js';
import { checkSize } from '../base/check-size.js';
import { NnfError } from '../base/errors.js';
import type { NumberArray } from '../base/number-array.js';
import { checkPlugin } from '../base/plugin.js';
import type { Layer, ParameterDeclaration } from '../layer/layer.js';
import { attachLayers, parametersOf, stackLayers } from '../layer/layer-stack.js';
import { gradientDescent } from '../parts/gradient-descent.js';
import type { Metric } from '../parts/metric.js';
import type { Optimizer } from '../parts/optimizer.js';
import type { Backend } from '../plan/backend.js';
import type { Plan } from '../plan/plan.js';
import { checkSeed, drawSeed } from '../random/seed.js';
import { checkClassWeights } from '../training/class-weights.js';
import { checkGradientLimit, type GradientLimit } from '../training/clip-gradients.js';
import { type NetworkPlans, planNetwork } from '../training/network-plans.js';
import { writeInitialValues } from './initial-values.js';
import { Network } from './network.js';

/** The options of a network. */
export interface NetworkOptions {
  /** The backend that computes: `cpu()`, `gpu()` or `reference()`. */
  readonly backend: Backend;
  /**
   * The seed of all randomness, an integer from 0 to 2³² − 1. Default: a random one, kept in `network.seed`. Required on a host
   * without `crypto`.
   */
  readonly seed?: number | undefined;
  /** The rule that updates parameters. Default: plain gradient descent. */
  readonly optimizer?: Optimizer | undefined;
  /** The measures reported beside the loss. Default: those of the loss. */
  readonly metrics?: readonly Metric[] | undefined;
  /** The limit of gradients: `{ value }` for each element, `{ norm }` for the norm of all together. Default: none. */
  readonly clip?: GradientLimit | undefined;
  /** The number of batches whose gradients are summed for one update. It acts like batches of that many times the size. Default: 1. */
  readonly accumulate?: number | undefined;
  /** The weight of each class in the training loss: one number of 0 or more per class. Default: 1 each. */
  readonly classWeights?: readonly number[] | NumberArray | undefined;
}

/**
 * Creates a network from its layers, the input layer first and the output layer last. Once the network is complete, each
 * layer is attached to the one before it, unless it is already. On an error no layer is attached. Drawing many initial values does
 * not block the event loop, unless an initializer is not `elementwise`.
 *
 * @throws NnfError `LAYER_ORDER`, `ATTACHMENT`, `NO_INITIAL_VALUES`, `SHAPE_MISMATCH`, `WRONG_PLUGIN`, `INVALID_ARGUMENT`,
 * `UNKNOWN_NAME` for an unknown option, `DUPLICATE_NAME`, and the errors of tracing the plugins and of `backend.compile`, such as
 * `MEMORY_LIMIT` for too many parameters; then `INVALID_INITIAL_VALUES`
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
  const first = firstPlans(plans, parameters);
  const program = await backend.compile(first);
  try {
    checkGradientLimit(clip, program.dataType);
    checkClassWeights(classWeights, stack.outputs, program.dataType);
    await writeInitialValues(program, parameters, seed);
    attachLayers(stack);
  } catch (error) {
    program.dispose();
    throw error;
  }
  const compiled = new Set(Object.keys(first));
  return new Network({ backend, optimizer, metrics, accumulate, seed, stack, parameters, plans, compiled, program });
}

/**
 * The plans to compile with the network. Usually it is the training plan alone, and the others are simplified and compiled
 * when they first run. If a parameter is missing from the training plan, all plans are compiled.
 */
function firstPlans(plans: NetworkPlans, parameters: readonly ParameterDeclaration[]): Readonly<Record<string, Plan>> {
  const { train } = plans;
  const read = new Set(train.nodes.map((node) => (node.operation === 'parameter' ? node.name : undefined)));
  return parameters.every(({ name }) => read.has(name)) ? { train } : { ...plans };
}

/** The fields of reports that no metric may replace. */
const reportNames = ['loss', 'metrics', 'epoch', 'lastSampleLoss', 'seconds', 'validation', 'predictions'];

function checkMetrics(metrics: readonly Metric[]): readonly Metric[] {
  if (!Array.isArray(metrics))
    throw new NnfError('INVALID_ARGUMENT', 'createNetwork: expected a list of metrics such as [accuracy]');
  const names = new Set<string>();
  for (const metric of metrics) {
    checkPlugin(metric, 'metric', 'createNetwork: metrics');
    if (reportNames.includes(metric.name)) {
      throw new NnfError(
        'DUPLICATE_NAME',
        `createNetwork: a metric cannot be named '${metric.name}', which is a field of reports`,
      );
    }
    if (names.has(metric.name))
      throw new NnfError('DUPLICATE_NAME', `createNetwork: two metrics are named '${metric.name}'`);
    names.add(metric.name);
  }
  return metrics;
}
