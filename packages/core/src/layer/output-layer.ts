import { NnfError } from '../base/errors.js';
import { checkPlugin } from '../base/plugin.js';
import type { Activation } from '../parts/activation.js';
import type { Loss } from '../parts/loss.js';
import { DenseLayer, type DenseOptions } from './dense-layer.js';

/**
 * The last layer: a dense layer with a loss that compares its output, `[batch, size]`, with the targets.
 *
 * @example
 * const output = new OutputLayer(10, softmax, crossEntropy, { weights: he, biases: zeros });
 */
export class OutputLayer extends DenseLayer {
  /**
   * @param size the number of outputs, 1 or more; for classification, usually the number of classes
   * @throws NnfError `INVALID_ARGUMENT` for any other size, `WRONG_PLUGIN` for a value that is not an activation, loss or
   * initializer, `INVALID_MATRIX` for rows that are not a matrix, `UNKNOWN_NAME` for an unknown option, `LOSS_MISMATCH` when
   * the activation does not guarantee the predictions that the loss requires
   */
  constructor(
    size: number,
    activation: Activation | undefined,
    /** The loss that compares the output with the targets. */
    readonly loss: Loss,
    options?: DenseOptions,
  ) {
    super('output', size, activation, options);
    checkPlugin(loss, 'loss', 'output layer loss');
    checkPredictions(loss, activation, size);
  }
}

/**
 * A loss of probabilities after an activation such as relu would silently train nonsense. So would a loss of exclusive classes
 * after sigmoid: it is least when every output is 1. For one output, such a loss throws `TOO_FEW_OUTPUTS`.
 */
function checkPredictions(
  { name, predictionRange, normalized }: Loss,
  activation: Activation | undefined,
  size: number,
): void {
  const found = activation?.name ?? 'no activation';
  const [least, greatest] = predictionRange ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [low, high] = activation?.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (low < least || high > greatest) {
    const advice = normalized ? 'softmax or another normalized activation' : 'sigmoid or another activation';
    throw new NnfError(
      'LOSS_MISMATCH',
      `output layer: ${name} takes predictions from ${least} to ${greatest}, which ${found} does not guarantee; ` +
        `use ${advice} with range: [${least}, ${greatest}]`,
    );
  }
  if (!normalized || activation?.normalized || size < 2) return;
  throw new NnfError(
    'LOSS_MISMATCH',
    `output layer: ${name} takes predictions that sum to 1, which ${found} does not guarantee; use softmax or another ` +
      'normalized activation, or binary cross-entropy if the outputs are independent',
  );
}
