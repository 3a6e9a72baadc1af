import { optimizerSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { rmsProp } from './index.js';

for (const [decay, epsilon] of [
  [0.9, 1e-8],
  [0.5, 1e-3],
] as const) {
  optimizerSuite(
    rmsProp({ decay, epsilon }),
    (start, gradients, { learningRate }) => {
      let parameter = start;
      let squares = 0;
      return gradients.map((gradient) => {
        squares = decay * squares + (1 - decay) * gradient ** 2;
        parameter -= (learningRate * gradient) / (Math.sqrt(squares) + epsilon);
        return parameter;
      });
    },
    { learningRate: 0.001, steps: 5000 },
  );
}

it.each<[options: object, message: string]>([
  [{ decay: 1 }, 'rmsProp: decay is 1, expected a number from 0 and below 1'],
  [{ epsilon: 0 }, 'rmsProp: epsilon is 0, expected a number above 0'],
  [{ decai: 0.9 }, "rmsProp: unknown option 'decai', expected one of decay, epsilon"],
])('refuses %j', (options, message) => {
  expect(() => rmsProp(options)).toThrow(message);
});
