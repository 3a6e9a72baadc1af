import { checkSize } from '../base/check-size.js';
import { type Activation, activate, checkActivation } from '../parts/activation.js';
import type { LayerOutput } from '../parts/layer-output.js';
import { Layer, type LayerTrace } from './layer.js';

/**
 * The first layer. It takes the data, `[batch, size]`, and applies an activation if it has one. It has no parameters.
 *
 * @example
 * const input = new InputLayer(784);
 */
export class InputLayer extends Layer {
  /**
   * @param size the number of columns of the data, 1 or more
   * @param activation applied to the data; none by default
   * @throws NnfError `INVALID_ARGUMENT` for any other size, `WRONG_PLUGIN` for a value that is not an activation
   */
  constructor(
    readonly size: number,
    readonly activation?: Activation,
  ) {
    super('input', 'input', {}, checkActivation(activation, 'input layer')?.name);
    checkSize(size, 'input layer: size');
  }

  /** The layer's size. */
  outputs(): number {
    return this.size;
  }

  /** activation(data), `[batch, size]`. */
  forward({ input }: LayerTrace): LayerOutput {
    return activate(this.activation, input);
  }
}
