import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { softmax } from '@nnf/activation-softmax';
import { tanh } from '@nnf/activation-tanh';
import { zeros } from '@nnf/initializers';
import { binaryCrossEntropy } from '@nnf/loss-binary-cross-entropy';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { div, sigmoid as logistic } from '../expression/expression.js';
import { HiddenLayer } from '../layer/hidden-layer.js';
import { InputLayer } from '../layer/input-layer.js';
import { parameterName } from '../layer/layer-label.js';
import { type LayerStack, stackLayers } from '../layer/layer-stack.js';
import { OutputLayer } from '../layer/output-layer.js';
import { type Activation, defineActivation } from '../parts/activation.js';
import { gradientDescent } from '../parts/gradient-descent.js';
import type { Loss } from '../parts/loss.js';
import type { Plan } from '../plan/plan.js';
import { map, reduceSum } from '../plan/tensor.js';
import { centralDifference } from '../testing/central-difference.js';
import { interpretPlan, type PlanRun } from '../testing/interpret-plan.js';
import { evenlySpread } from '../testing/random-number.js';
import { planNetwork, traceTraining } from './network-plans.js';

const initial = { weights: zeros, biases: zeros };
const activations = [undefined, identity, relu, sigmoid, softmax, tanh] as const;
/** Rows of probabilities without logarithms of their own. */
const share = defineActivation('share', {
  range: [0, 1],
  normalized: true,
  forward: (x) => {
    const parts = map(logistic, x);
    return map(div, parts, reduceSum(parts, 'columns'));
  },
});
const outputs: readonly (readonly [Activation | undefined, Loss])[] = [
  [softmax, crossEntropy],
  [share, crossEntropy],
  [sigmoid, binaryCrossEntropy],
  [softmax, binaryCrossEntropy],
  [identity, meanSquaredError],
  [softmax, meanSquaredError],
  [relu, meanSquaredError],
];

const size = fc.integer({ min: 1, max: 4 });
const randomNetwork = fc.record({
  inputs: size,
  before: fc.constantFrom(...activations),
  hidden: fc.array(fc.tuple(size, fc.constantFrom(...activations)), { maxLength: 3 }),
  outputs: size,
  end: fc.constantFrom(...outputs),
  rows: fc.integer({ min: 1, max: 3 }),
  numbers: fc.array(evenlySpread(-1.5, 1.5), { minLength: 60, maxLength: 90 }),
});

/** Softmax of one number is always 1, so a layer of it has two at the least. */
function sizeOf(count: number, activation: Activation | undefined): number {
  return activation?.normalized ? Math.max(2, count) : count;
}

/** Cross-entropy wants two classes at the least. */
function outputsOf({
  outputs: count,
  end: [activation, loss],
}: {
  readonly outputs: number;
  readonly end: (typeof outputs)[number];
}): number {
  return loss === crossEntropy ? Math.max(count, 2) : sizeOf(count, activation);
}

describe('the plans of a network', () => {
  it('have the gradients of the mean loss, for random small networks of all layers, activations and losses', () => {
    let agreeing = 0;
    let skipped = 0;
    fc.assert(
      fc.property(randomNetwork, (network) => {
        const stack = stackLayers([
          new InputLayer(sizeOf(network.inputs, network.before), network.before),
          ...network.hidden.map(
            ([neurons, activation]) => new HiddenLayer(sizeOf(neurons, activation), activation, initial),
          ),
          new OutputLayer(outputsOf(network), ...network.end, initial),
        ]);
        const { evaluate, train } = planNetwork({ stack, optimizer: gradientDescent, metrics: [] });
        const run = runOf(stack, network.rows, network.numbers);
        const updated = interpretPlan(train, run).parameters;
        for (const [name, values] of Object.entries(run.parameters!)) {
          Array.from(values).forEach((value, i) => {
            const difference = centralDifference((shift) => {
              const choices: number[] = [];
              const moved = { ...run.parameters, [name]: Array.from(values).with(i, value + shift) };
              return { value: meanLoss(evaluate, { ...run, parameters: moved }, choices), choices };
            });
            if (!difference) {
              skipped++;
              return;
            }
            // With learning rate 1 a parameter moves by its gradient.
            const derived = value - updated[name]![i]!;
            expect(Math.abs(derived - difference.derivative), name).toBeLessThanOrEqual(difference.error);
            agreeing++;
          });
        }
      }),
      { numRuns: 25 },
    );
    expect(agreeing).toBeGreaterThan(10 * skipped);
    expect(agreeing).toBeGreaterThan(200);
  });

  it('train to the same bits with and without simplify', () => {
    fc.assert(
      fc.property(randomNetwork, (network) => {
        const stack = stackLayers([
          new InputLayer(sizeOf(network.inputs, network.before), network.before),
          ...network.hidden.map(
            ([neurons, activation]) => new HiddenLayer(sizeOf(neurons, activation), activation, initial),
          ),
          new OutputLayer(outputsOf(network), ...network.end, initial),
        ]);
        const definition = { stack, optimizer: gradientDescent, metrics: [] };
        const run = { ...runOf(stack, network.rows, network.numbers), batchSize: 2 };
        expect(interpretPlan(planNetwork(definition).train, run)).toEqual(
          interpretPlan(traceTraining(definition), run),
        );
      }),
      { numRuns: 25 },
    );
  });
});

function meanLoss(plan: Plan, run: PlanRun, choices: number[]): number {
  const losses = interpretPlan(plan, run, { choices }).outputs.loss!;
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function runOf(stack: LayerStack, rows: number, numbers: readonly number[]): PlanRun {
  let place = 0;
  const next = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => numbers[place++ % numbers.length]!);
  const parameters = stack.placed.flatMap(({ label, parameters: declared }) =>
    declared.map(({ name, shape: [height, width] }) => [parameterName(label, name), next(height * width)] as const),
  );
  // Targets from 0 to 1 suit all losses.
  const targets = next(rows * stack.outputs).map((value) => (value + 1.5) / 3);
  return {
    rows,
    parameters: Object.fromEntries(parameters),
    data: {
      inputs: { rows, columns: stack.inputs, data: next(rows * stack.inputs) },
      targets: { rows, columns: stack.outputs, data: targets },
    },
    scalar: ({ kind }) => (kind === 'rows' ? rows : 1),
  };
}
