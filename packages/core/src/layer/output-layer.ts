import { NnfError } from '../base/errors.js';
import { checkPlugin } from '../base/plugin.js';
import type { Activation } from '../parts/activation.js';
import type { Loss } from '../parts/loss.js';
import { DenseLayer, type DenseOptions } from './dense-layer.js';

/**
 * The last layer: a dense layer whose output, `[batch, size]`, a loss compares with the targets.
 *
 * @example
 * const output = new OutputLayer(10, softmax, crossEntropy, { weights: he, biases: zeros });
 */
export class OutputLayer extends DenseLayer {
  /**
   * @param size the number of outputs, 1 or more: for classification, the number of classes
   * @throws NnfError `INVALID_ARGUMENT` for another size, `WRONG_PLUGIN` for what is not an activation, loss or initializer,
   * `UNKNOWN_NAME` for an option that there is not, `LOSS_MISMATCH` where the activation does not promise the predictions that the loss takes
   */
  constructor(
    size: number,
    activation: Activation | undefined,
    /** What compares the output with the targets. */
    readonly loss: Loss,
    options?: DenseOptions,
  ) {
    super('output', size, activation, options);
    checkPlugin(loss, 'loss', 'output layer loss');
    checkRange(loss, activation);
  }
}

/** A loss of probabilities over an activation that gives something else would be nonsense, in silence. */
function checkRange({ name, predictionRange }: Loss, activation: Activation | undefined): void {
  if (!predictionRange) return;
  const [least, greatest] = predictionRange;
  const [low, high] = activation?.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (low >= least && high <= greatest) return;
  throw new NnfError(
    'LOSS_MISMATCH',
    `output layer: ${name} takes predictions from ${least} to ${greatest}, which ${activation?.name ?? 'no activation'} does not promise; ` +
      `use softmax or sigmoid, or an activation made with range: [${least}, ${greatest}]`,
  );
}
