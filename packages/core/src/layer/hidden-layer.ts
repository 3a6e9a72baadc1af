import type { Activation } from '../parts/activation.js';
import { DenseLayer, type DenseOptions } from './dense-layer.js';

/**
 * A dense layer between others: activation(input · weights + biases), `[batch, inputs]` to `[batch, size]`.
 *
 * @example
 * const hidden = new HiddenLayer(10, relu, { weights: he, biases: zeros });
 */
export class HiddenLayer extends DenseLayer {
  /**
   * @param size the number of neurons, 1 or more
   * @throws NnfError `INVALID_ARGUMENT` for another size, `WRONG_PLUGIN` for what is not an activation or initializer,
   * `UNKNOWN_NAME` for an option that there is not
   */
  constructor(size: number, activation?: Activation, options?: DenseOptions) {
    super('hidden', size, activation, options);
  }
}
