import type { Activation } from './activation.js';
import { DenseLayer, type DenseOptions } from './dense-layer.js';
import type { Loss } from './loss.js';
import { checkPlugin } from './plugin.js';

/**
 * The last layer: a dense layer whose output, `[batch, size]`, a loss compares with the targets.
 *
 * @example
 * const output = new OutputLayer(10, softmax, crossEntropy, { weights: he, biases: zeros });
 */
export class OutputLayer extends DenseLayer {
  /**
   * @param size the number of outputs, 1 or more: for classification, the number of classes
   * @throws NnfError `INVALID_ARGUMENT` for another size, `WRONG_PLUGIN` for what is not an activation, loss or initializer
   */
  constructor(
    size: number,
    activation: Activation | undefined,
    readonly loss: Loss,
    options?: DenseOptions,
  ) {
    super('output', size, activation, options);
    checkPlugin(loss, 'loss', 'output layer loss');
  }
}
