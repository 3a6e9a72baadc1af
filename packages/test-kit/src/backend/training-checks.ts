import { reference } from '@nnf/backend-reference';
import {
  type Activation,
  add,
  argument,
  type Backend,
  createNetwork,
  defineInitializer,
  defineOptimizer,
  elementwise,
  exp,
  gt,
  HiddenLayer,
  InputLayer,
  map,
  matmul,
  max,
  mul,
  OutputLayer,
  type Plan,
  PlanBuilder,
  reduceSum,
  sub,
  tanh,
  where,
} from '@nnf/core';
import { ensure } from '../check.js';
import { numbersBetween } from '../sample-numbers.js';
import { squaredError } from '../squared-error.js';
import type { BackendTarget } from './backend-target.js';

const initial = defineInitializer('spread', {
  fill: ({ rows, columns }, random) => random.uniforms(rows, columns).map((uniform) => uniform - 0.5),
});

const tanhLayer = elementwise('tanh', (x) => tanh(x));
/** Its power overflows for large inputs, where it is not taken. */
const exponential = elementwise('exponential', (x) => where(gt(x, 0), x, mul(0.1, sub(exp(x), 1))));

/**
 * Trains a network with every kind of part for a few epochs, and returns its losses and parameters.
 *
 * @param far inputs are from −far to far
 */
async function train(backend: Backend, first: Activation, far: number): Promise<readonly number[]> {
  const momentum = defineOptimizer('momentum', {
    slots: ['velocity'],
    update: ({ parameter, gradient, learningRate, slots }) => {
      const velocity = add(mul(0.5, slots.velocity), gradient);
      return { parameter: sub(parameter, mul(learningRate, velocity)), velocity };
    },
  });
  const values = { weights: initial, biases: initial };
  const layers = [
    new InputLayer(8),
    new HiddenLayer(16, first, values),
    new HiddenLayer(
      8,
      elementwise('relu', (x) => max(x, 0)),
      values,
    ),
    new OutputLayer(4, undefined, squaredError, values),
  ];
  const network = await createNetwork(layers, { backend, optimizer: momentum, seed: 1 });
  const rows = 32;
  const data = {
    inputs: { rows, columns: 8, data: numbersBetween(-far, far, rows * 8, 1) },
    targets: { rows, columns: 4, data: numbersBetween(-far, far, rows * 4, 2) },
  };
  const losses: number[] = [];
  const options = { epochs: 5, learningRate: 0.02 / far ** 2, batchSize: 8, shuffle: true };
  for await (const { loss } of network.train(data, options)) losses.push(loss);
  const { loss } = await network.evaluate(data);
  const parameters = network.readParameters().flatMap(({ data: numbers }) => Array.from(numbers));
  network.dispose();
  return [...losses, loss, ...parameters];
}

/** Rounding differences stay small over 20 updates, so a larger difference is an error. */
export async function trainsAsReference({ backend, dataType }: BackendTarget): Promise<void> {
  const allowed = dataType === 'float32' ? 1e-4 : 1e-11;
  for (const [first, far] of [
    [tanhLayer, 1],
    [exponential, 1000],
  ] as const) {
    const [found, expected] = [await train(backend, first, far), await train(reference(), first, far)];
    const wrong = expected.findIndex((value, i) => !(Math.abs(found[i]! - value) <= allowed * (1 + Math.abs(value))));
    const what =
      wrong < 5 ? `the loss of epoch ${wrong}` : wrong === 5 ? 'the loss at the end' : `parameter ${wrong - 6}`;
    ensure(
      wrong < 0,
      () => `with the activation ${first.name}, ${what} is ${found[wrong]}, on the reference ${expected[wrong]}`,
    );
  }
}

/** One training step of a linear layer: products, a map and an update. */
export function stepPlan(): Plan {
  const builder = new PlanBuilder();
  const [x, y] = [builder.input('x', 8), builder.input('y', 8)];
  const weights = builder.parameter('weights', 'weight', [8, 8]);
  const error = map(sub, matmul(x, weights), y);
  builder.output('error', error);
  builder.output('sum', reduceSum(error, 'both'));
  builder.add({
    operation: 'update',
    targets: [weights.index],
    operands: [weights.index, matmul(x, error, [true, false]).index],
    expressions: [sub(argument(0), mul(argument(1), 1e-4))],
    shape: [8, 8],
  });
  return builder.build();
}
