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
    checkRange(loss, activation);
  }
}

/** A loss of probabilities after an activation such as relu would silently train nonsense. */
function checkRange({ name, predictionRange }: Loss, activation: Activation | undefined): void {
  if (!predictionRange) return;
  const [least, greatest] = predictionRange;
  const [low, high] = activation?.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (low >= least && high <= greatest) return;
  throw new NnfError(
    'LOSS_MISMATCH',
    `output layer: ${name} takes predictions from ${least} to ${greatest}, which ${activation?.name ?? 'no activation'} does not guarantee; ` +
      `use softmax, sigmoid or another activation with range: [${least}, ${greatest}]`,
  );
}
