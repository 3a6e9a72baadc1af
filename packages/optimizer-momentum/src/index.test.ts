import { optimizerSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { type MomentumOptions, momentum } from './index.js';

for (const options of [
  { momentum: 0.9, nesterov: false, weightDecay: 0 },
  { momentum: 0.9, nesterov: true, weightDecay: 0 },
  { momentum: 0.5, nesterov: true, weightDecay: 0.1 },
  { momentum: 0, nesterov: false, weightDecay: 0.2 },
] satisfies Required<MomentumOptions>[]) {
  // PyTorch's documentation of `torch.optim.SGD`, for one number.
  optimizerSuite(momentum(options), (start, gradients, { learningRate, role }) => {
    let [parameter, velocity] = [start, 0];
    return gradients.map((gradient, t) => {
      let g = gradient;
      if (role === 'weight') g += options.weightDecay * parameter;
      velocity = t === 0 ? g : options.momentum * velocity + g;
      g = options.nesterov ? g + options.momentum * velocity : velocity;
      parameter -= learningRate * g;
      return parameter;
    });
  });
}

it.each([
  [() => momentum({ momentum: 1 }), 'momentum: momentum is 1, expected a number from 0 and below 1'],
  [() => momentum({ weightDecay: -1 }), 'momentum: weightDecay is -1, expected a number of 0 or more'],
])('options out of their range are refused: %o', (make, message) => {
  expect(make).toThrow(message);
});
