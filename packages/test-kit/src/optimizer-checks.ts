import { reference } from '@nnf/backend-reference';
import {
  createNetwork,
  type Dataset,
  defineLoss,
  InputLayer,
  type Loss,
  map,
  mul,
  type Network,
  type Optimizer,
  OutputLayer,
  reduceSum,
  square,
  sub,
} from '@nnf/core';
import { type Check, ensure } from './check.js';
import { ensureIdentity } from './plugin-identity.js';
import { ensureSameBits } from './same-bits.js';
import { numbersBetween } from './sample-numbers.js';

/**
 * The published formula in plain numbers: one parameter's value after each step, from its initial value and the gradient of
 * each step. Write it from the paper, not from the plugin.
 *
 * @example
 * const gradientDescentFormula: OptimizerFormula = (start, gradients, { learningRate }) => {
 *   let parameter = start;
 *   return gradients.map((gradient) => (parameter -= learningRate * gradient));
 * };
 */
export type OptimizerFormula = (
  start: number,
  gradients: readonly number[],
  how: { readonly learningRate: number; readonly role: 'weight' | 'bias' },
) => readonly number[];

/** How an optimizer is tested. */
export interface OptimizerExpectations {
  /** By default, 0.05. */
  readonly learningRate?: number;
  /** The steps within which it must find the minimum of a convex problem. By default, 1000. */
  readonly steps?: number;
}

/**
 * The checks that every optimizer must pass, without a test runner. `optimizerSuite` registers them.
 *
 * @example
 * const failures = await failuresOf(optimizerChecks(gradientDescent, gradientDescentFormula));
 */
export function optimizerChecks(
  optimizer: Optimizer,
  formula: OptimizerFormula,
  { learningRate = 0.05, steps = 1000 }: OptimizerExpectations = {},
): readonly Check[] {
  return [
    {
      name: 'is an optimizer with a name in kebab-case, slots and scalars',
      run: async () => saysWhatItIs(optimizer),
    },
    { name: 'follows its formula over 20 steps', run: () => followsFormula(optimizer, formula, 0.6 * learningRate) },
    { name: 'converges on a convex problem', run: () => converges(optimizer, learningRate, steps) },
    { name: 'has no state between networks', run: () => hasNoState(optimizer, learningRate) },
  ];
}

function saysWhatItIs(optimizer: Optimizer): void {
  ensureIdentity(optimizer, 'optimizer');
  const { slots = [], scalars = {} } = optimizer;
  ensure(new Set(slots).size === slots.length, `two of its slots have one name: ${slots.join(', ')}`);
  ensure(!slots.includes('parameter'), "a slot cannot be named 'parameter', the name of the parameter itself");
  for (const [name, at] of Object.entries(scalars)) {
    for (const step of [1, 2, 1e6]) {
      const value = at(step);
      ensure(Number.isFinite(value), `its scalar ${name} is ${value} at step ${step}`);
    }
  }
}

/** Σ prediction · target, so that the targets are the gradients and can be chosen. */
const givenGradient: Loss = /* @__PURE__ */ defineLoss('given-gradient', {
  forward: ({ value }, target) => reduceSum(map(mul, value, target), 'columns'),
  metrics: [],
});

const [inputs, outputs, count] = [2, 3, 20];
const firstWeights = [
  [0.75, -0.5, 0.25],
  [-1, 0.125, 0],
];
const firstBiases = [0.5, -0.25, 1];

/** One sample per step: gradients of both signs and several magnitudes, some 0, no two steps alike. */
function samples(): readonly { readonly input: readonly number[]; readonly target: readonly number[] }[] {
  const [x, t] = [numbersBetween(-2, 2, count * inputs, 5), numbersBetween(-1, 1, count * outputs, 6)];
  return Array.from({ length: count }, (_, step) => ({
    input: Array.from(x.subarray(step * inputs, (step + 1) * inputs)),
    // The last output has gradient 0 in every third step. The second has gradients a thousand times smaller.
    target: [t[step * outputs]!, t[step * outputs + 1]! / 1000, step % 3 === 1 ? 0 : t[step * outputs + 2]!],
  }));
}

function network(optimizer: Optimizer): Promise<Network> {
  const output = new OutputLayer(outputs, undefined, givenGradient, { weights: firstWeights, biases: firstBiases });
  return createNetwork([new InputLayer(inputs), output], { backend: reference(), optimizer, seed: 1 });
}

async function trainOnce(network: Network, data: Dataset, learningRate: number, epochs = 1): Promise<void> {
  for await (const _ of network.train(data, { epochs, learningRate, batchSize: 100 }));
}

/** The current weights, then the biases. */
function numbersOf(network: Network): readonly number[] {
  return network.readParameters().flatMap(({ data }) => Array.from(data));
}

/** Uses another learning rate than the other checks, so that a fixed one shows. */
async function followsFormula(optimizer: Optimizer, formula: OptimizerFormula, learningRate: number): Promise<void> {
  const trained = await network(optimizer);
  const start = numbersOf(trained);
  const steps = samples();
  const found: (readonly number[])[] = [];
  for (const { input, target } of steps) {
    await trainOnce(trained, { inputs: [input], targets: [target] }, learningRate);
    found.push(numbersOf(trained));
  }
  trained.dispose();
  start.forEach((first, place) => {
    const isWeight = place < inputs * outputs;
    const [row, column] = [Math.floor(place / outputs), place % outputs];
    const gradients = steps.map(({ input, target }) => (isWeight ? input[row]! : 1) * target[column]!);
    const role = isWeight ? 'weight' : 'bias';
    const expected = formula(first, gradients, { learningRate, role });
    ensure(expected.length === count, `the formula gives ${expected.length} values for ${count} gradients`);
    expected.forEach((value, step) => {
      ensure(
        Math.abs(found[step]![place]! - value) <= 1e-12 * (1 + Math.abs(value)),
        () =>
          `${role} ${isWeight ? place : column} is ${found[step]![place]} after step ${step + 1}, ` +
          `by the formula it is ${value}`,
      );
    });
  });
}

const squaredError: Loss = /* @__PURE__ */ defineLoss('squared-error', {
  forward: ({ value }, target) =>
    reduceSum(
      map((p, t) => square(sub(p, t)), value, target),
      'columns',
    ),
  metrics: [],
});

/** y = 2a − 3b + 1 over a grid: the curvature is four times as large along a as along b. */
function line(): Dataset {
  const grid = [-2, -1, 1, 2].flatMap((a) => [-1, -0.5, 0.5, 1].map((b) => [a, b] as const));
  return { inputs: grid, targets: grid.map(([a, b]) => [2 * a - 3 * b + 1]) };
}

/** Decay may keep it from the exact minimum: a twentieth of the loss may remain, if it no longer moves. */
async function converges(optimizer: Optimizer, learningRate: number, steps: number): Promise<void> {
  const output = new OutputLayer(1, undefined, squaredError, { weights: [[0], [0]], biases: [0] });
  const options = { backend: reference(), optimizer, seed: 1 };
  const trained = await createNetwork([new InputLayer(2), output], options);
  const { loss: first } = await trained.evaluate(line());
  // An odd number, so that an oscillation between two points shows.
  const last = 2 * Math.floor(steps / 20) + 1;
  await trainOnce(trained, line(), learningRate, Math.max(steps - last, 1));
  const before = numbersOf(trained);
  await trainOnce(trained, line(), learningRate, last);
  const { loss } = await trained.evaluate(line());
  const after = numbersOf(trained);
  trained.dispose();
  ensure(
    loss <= first / 20,
    `after ${steps} steps with learning rate ${learningRate} the loss is ${loss}; it was ${first} at first`,
  );
  const moved = Math.max(...after.map((value, i) => Math.abs(value - before[i]!)));
  ensure(moved <= 0.02, `it does not settle: in the last ${last} steps parameters moved by ${moved}`);
}

/** Two networks trained in turn learn the same as each alone. */
async function hasNoState(optimizer: Optimizer, learningRate: number): Promise<void> {
  const steps = samples().map(({ input, target }): Dataset => ({ inputs: [input], targets: [target] }));
  const alone = await network(optimizer);
  for (const data of steps) await trainOnce(alone, data, learningRate);
  const pair = [await network(optimizer), await network(optimizer)];
  for (const data of steps) for (const one of pair) await trainOnce(one, data, learningRate);
  for (const one of pair) {
    ensureSameBits({ parameters: numbersOf(one) }, 'beside another network', { parameters: numbersOf(alone) }, 'alone');
  }
  for (const one of [alone, ...pair]) one.dispose();
}
