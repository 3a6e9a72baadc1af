import { optimizerSuite } from '@nnf/test-kit';
import { gradientDescent } from './gradient-descent.js';

optimizerSuite(gradientDescent, (start, gradients, { learningRate }) => {
  let parameter = start;
  return gradients.map((gradient) => {
    parameter -= learningRate * gradient;
    return parameter;
  });
});
