import { optimizerSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { type AdamOptions, adam } from './index.js';

for (const options of [
  { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  { beta1: 0.8, beta2: 0.9, epsilon: 1e-3, weightDecay: 0 },
  { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.003 },
] satisfies Required<AdamOptions>[]) {
  // PyTorch's documentation of `torch.optim.AdamW`, for one number.
  optimizerSuite(adam(options), (start, gradients, { learningRate, role }) => {
    let [parameter, m, v] = [start, 0, 0];
    return gradients.map((gradient, i) => {
      const t = i + 1;
      if (role === 'weight') parameter -= learningRate * options.weightDecay * parameter;
      m = options.beta1 * m + (1 - options.beta1) * gradient;
      v = options.beta2 * v + (1 - options.beta2) * gradient * gradient;
      const mean = m / (1 - options.beta1 ** t);
      const square = v / (1 - options.beta2 ** t);
      parameter -= (learningRate * mean) / (Math.sqrt(square) + options.epsilon);
      return parameter;
    });
  });
}

it.each([
  [() => adam({ beta1: -0.1 }), 'adam: beta1 is -0.1, expected a number from 0 and below 1'],
  [() => adam({ beta2: 1 }), 'adam: beta2 is 1, expected a number from 0 and below 1'],
  [() => adam({ epsilon: 0 }), 'adam: epsilon is 0, expected a number above 0'],
  [() => adam({ weightDecay: Number.NaN }), 'adam: weightDecay is NaN, expected a number of 0 or more'],
])('options out of their range are refused: %o', (make, message) => {
  expect(make).toThrow(message);
});
