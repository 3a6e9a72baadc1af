import type { Activation } from '../parts/activation.js';
import { DenseLayer, type DenseOptions } from './dense-layer.js';

/**
 * A dense hidden layer: activation(input · weights + biases), from `[batch, inputs]` to `[batch, size]`.
 *
 * @example
 * const hidden = new HiddenLayer(10, relu, { weights: he, biases: zeros });
 */
export class HiddenLayer extends DenseLayer {
  /**
   * @param size the number of neurons, 1 or more
   * @param activation applied to the sums; none by default
   * @throws NnfError `INVALID_ARGUMENT` for any other size, `WRONG_PLUGIN` for a value that is not an activation or
   * initializer, `INVALID_MATRIX` for rows that are not a matrix, `UNKNOWN_NAME` for an unknown option
   */
  constructor(size: number, activation?: Activation, options?: DenseOptions) {
    super('hidden', size, activation, options);
  }
}
