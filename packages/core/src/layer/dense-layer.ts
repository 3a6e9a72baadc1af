import { checkOptions } from '../base/check-options.js';
import { checkSize } from '../base/check-size.js';
import { NnfError } from '../base/errors.js';
import { invalidArgument } from '../base/invalid-argument.js';
import { type Matrix, type MatrixLike, toMatrix } from '../base/matrix.js';
import { checkPlugin } from '../base/plugin.js';
import { add } from '../expression/expression.js';
import { type Activation, activate, checkActivation } from '../parts/activation.js';
import type { Initializer } from '../parts/initializer.js';
import type { LayerOutput } from '../parts/layer-output.js';
import { map, matmul } from '../plan/tensor.js';
import { Layer, type LayerTrace, type ParameterDeclaration } from './layer.js';

/** Initial weights, `[inputs, outputs]`, or biases, `[1, outputs]`: an initializer, or the numbers themselves. */
export type InitialParameter = Initializer | MatrixLike | readonly number[];

/** The options of a dense layer. */
export interface DenseOptions {
  /** The initial weights, `[inputs, size]`; `setWeights` may set them later. */
  readonly weights?: InitialParameter;
  /** The initial biases, `[1, size]`; `setBiases` may set them later. */
  readonly biases?: InitialParameter;
  /** Whether training keeps weights and biases unchanged. Default: false. */
  readonly frozen?: boolean;
}

/** The base class of hidden and output layers: activation(input · weights + biases). */
export abstract class DenseLayer extends Layer {
  /** Whether training keeps weights and biases unchanged. */
  readonly frozen: boolean;
  // Not `#`, which cannot be read through a proxy: a layer may be part of reactive state.
  private givenWeights: Initializer | Matrix | undefined;
  private givenBiases: Initializer | Matrix | undefined;

  constructor(
    name: 'hidden' | 'output',
    /** The number of neurons, and of output columns. */
    readonly size: number,
    /** The activation applied to the sums; none by default. */
    readonly activation: Activation | undefined,
    options: DenseOptions = {},
  ) {
    super(name, name, {}, checkActivation(activation, `${name} layer`)?.name);
    checkSize(size, `${name} layer: size`);
    const { weights, biases, frozen = false } = options;
    checkOptions(`${name} layer`, options, { weights, biases, frozen });
    if (typeof frozen !== 'boolean') throw invalidArgument(`${name} layer: frozen`, frozen, 'true or false');
    this.frozen = frozen;
    if (weights !== undefined) this.setWeights(weights);
    if (biases !== undefined) this.setBiases(biases);
  }

  /**
   * Sets the initial weights, `[inputs, size]`.
   *
   * @throws NnfError `WRONG_PLUGIN` for another kind of plugin, `INVALID_MATRIX` for rows that are not a matrix
   */
  setWeights(weights: InitialParameter): void {
    this.givenWeights = initialParameter(weights, `${this.name} layer: weights`);
  }

  /**
   * Sets the initial biases, `[1, size]`.
   *
   * @throws NnfError `WRONG_PLUGIN` for another kind of plugin, `INVALID_MATRIX` for rows that are not a matrix
   */
  setBiases(biases: InitialParameter): void {
    this.givenBiases = initialParameter(biases, `${this.name} layer: biases`);
  }

  /** The layer's size. */
  outputs(): number {
    return this.size;
  }

  /**
   * The parameters `weights`, `[inputs, size]`, and `biases`, `[1, size]`.
   *
   * @throws NnfError `NO_INITIAL_VALUES` when one of them has no initial values
   */
  override parameters(inputs: number, label: string): readonly ParameterDeclaration[] {
    const fans = { fanIn: inputs, fanOut: this.size, frozen: this.frozen };
    return [
      {
        name: 'weights',
        role: 'weight',
        shape: [inputs, this.size],
        ...fans,
        initial: given(this.givenWeights, 'weights', 'setWeights', label),
      },
      {
        name: 'biases',
        role: 'bias',
        shape: [1, this.size],
        ...fans,
        initial: given(this.givenBiases, 'biases', 'setBiases', label),
      },
    ];
  }

  /** activation(input · weights + biases), from `[batch, inputs]` to `[batch, size]`. */
  forward({ input, parameter }: LayerTrace): LayerOutput {
    const sums = map(add, matmul(input, parameter('weights')), parameter('biases'));
    return activate(this.activation, sums);
  }
}

function initialParameter(value: InitialParameter, where: string): Initializer | Matrix {
  if (isRow(value)) return toMatrix([value], where);
  if (Array.isArray(value) || (typeof value === 'object' && value !== null && 'data' in value))
    return toMatrix(value as MatrixLike, where);
  return checkPlugin(value as Initializer, 'initializer', where);
}

function isRow(value: InitialParameter): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === 'number';
}

function given<T>(value: T | undefined, what: string, method: string, label: string): T {
  if (value !== undefined) return value;
  throw new NnfError(
    'NO_INITIAL_VALUES',
    `${label} has no ${what}; call ${method}(…) or pass { ${what}: … } to its constructor`,
  );
}
