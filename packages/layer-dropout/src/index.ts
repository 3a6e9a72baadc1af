import { defineLayer, div, ge, type Layer, LayerOutput, map, NnfError, randomLike, where } from '@nnf/core';

/**
 * Dropout: in training, each number of each sample becomes 0 with probability `rate`, and the others are divided by
 * 1 − rate, which keeps the expected sum. In evaluation and prediction it does nothing (Srivastava et al.,
 * *Dropout: a simple way to prevent neural networks from overfitting*, JMLR 15, 2014; scaled in training, as in its §10).
 * `[batch, columns]` to `[batch, columns]`.
 *
 * The network's seed, the step and the sample's place in the batch determine what is dropped.
 *
 * @param rate 0 or more and below 1
 * @throws NnfError `INVALID_ARGUMENT` for another rate
 * @example
 * const layers = [new InputLayer(784), new HiddenLayer(128, relu, initial), dropout(0.2), output];
 */
export function dropout(rate: number): Layer {
  if (!(typeof rate === 'number' && rate >= 0 && rate < 1)) {
    throw new NnfError('INVALID_ARGUMENT', `dropout: rate is ${String(rate)}, expected a number from 0 and below 1`);
  }
  return defineLayer('dropout', {
    options: { rate },
    outputs: (inputs) => inputs,
    forward: ({ input, training }) => {
      if (!training || rate === 0) return new LayerOutput(input);
      return new LayerOutput(map((x, u) => where(ge(u, rate), div(x, 1 - rate), 0), input, randomLike(input)));
    },
  });
}
