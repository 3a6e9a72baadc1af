import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { type AdamOptions, adam } from '@nnf/optimizer-adam';
import { type MomentumOptions, momentum } from '@nnf/optimizer-momentum';
import { describe, expect, it } from 'vitest';
import { optimizerSteps } from './optimizer-steps.js';

const learningRate = 0.05;
const backends = [reference(), cpu({ dtype: 'float64' })];

/** PyTorch's documentation of `torch.optim.SGD`, for one number. */
function momentumByHand(
  start: number,
  gradients: readonly number[],
  options: Required<MomentumOptions>,
  isWeight: boolean,
): number[] {
  let [parameter, velocity] = [start, 0];
  return gradients.map((gradient, t) => {
    let g = gradient;
    if (isWeight) g += options.weightDecay * parameter;
    velocity = t === 0 ? g : options.momentum * velocity + g;
    g = options.nesterov ? g + options.momentum * velocity : velocity;
    parameter -= learningRate * g;
    return parameter;
  });
}

/** PyTorch's documentation of `torch.optim.AdamW`, for one number. */
function adamByHand(
  start: number,
  gradients: readonly number[],
  options: Required<AdamOptions>,
  isWeight: boolean,
): number[] {
  let [parameter, m, v] = [start, 0, 0];
  return gradients.map((gradient, i) => {
    const t = i + 1;
    if (isWeight) parameter -= learningRate * options.weightDecay * parameter;
    m = options.beta1 * m + (1 - options.beta1) * gradient;
    v = options.beta2 * v + (1 - options.beta2) * gradient * gradient;
    parameter -=
      (learningRate * (m / (1 - options.beta1 ** t))) / (Math.sqrt(v / (1 - options.beta2 ** t)) + options.epsilon);
    return parameter;
  });
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, step) => {
    expect(Math.abs(value - expected[step]!), `step ${step + 1}: ${value}, expected ${expected[step]}`).toBeLessThan(
      1e-12,
    );
  });
  expect(actual).toHaveLength(20);
}

describe.each(backends.map((backend) => [backend.name, backend] as const))('on %s', (_, backend) => {
  it.each([
    { momentum: 0.9, nesterov: false, weightDecay: 0 },
    { momentum: 0.9, nesterov: true, weightDecay: 0 },
    { momentum: 0.5, nesterov: true, weightDecay: 0.1 },
    { momentum: 0, nesterov: false, weightDecay: 0.2 },
  ])('momentum follows its formula over 20 steps: %o', async (options) => {
    const steps = await optimizerSteps(momentum(options), backend, learningRate);
    expectClose(steps.weights, momentumByHand(0.75, steps.weightGradients, options, true));
    expectClose(steps.biases, momentumByHand(-0.5, steps.biasGradients, options, false));
  });

  it.each([
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
    { beta1: 0.8, beta2: 0.9, epsilon: 1e-3, weightDecay: 0 },
    { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.3 },
  ])('adam follows its formula over 20 steps: %o', async (options) => {
    const steps = await optimizerSteps(adam(options), backend, learningRate);
    expectClose(steps.weights, adamByHand(0.75, steps.weightGradients, options, true));
    expectClose(steps.biases, adamByHand(-0.5, steps.biasGradients, options, false));
  });

  it("adam's first step moves weight and bias by the learning rate", async () => {
    const { weights, biases, weightGradients, biasGradients } = await optimizerSteps(adam(), backend, learningRate, 1);
    expect(weights[0]! - 0.75).toBeCloseTo(-learningRate * Math.sign(weightGradients[0]!), 8);
    expect(biases[0]! + 0.5).toBeCloseTo(-learningRate * Math.sign(biasGradients[0]!), 8);
  });
});

it.each([
  [() => momentum({ momentum: 1 }), 'momentum: momentum is 1, expected a number from 0 and below 1'],
  [() => momentum({ weightDecay: -1 }), 'momentum: weightDecay is -1, expected a number of 0 or more'],
  [() => adam({ beta1: -0.1 }), 'adam: beta1 is -0.1, expected a number from 0 and below 1'],
  [() => adam({ beta2: 1 }), 'adam: beta2 is 1, expected a number from 0 and below 1'],
  [() => adam({ epsilon: 0 }), 'adam: epsilon is 0, expected a number above 0'],
  [() => adam({ weightDecay: Number.NaN }), 'adam: weightDecay is NaN, expected a number of 0 or more'],
])('options out of their range are refused: %o', (make, message) => {
  expect(make).toThrow(message);
});
