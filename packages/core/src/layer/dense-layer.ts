import { checkOptions } from '../base/check-options.js';
import { checkSize } from '../base/check-size.js';
import { NnfError } from '../base/errors.js';
import { type Matrix, type MatrixLike, toMatrix } from '../base/matrix.js';
import { checkPlugin } from '../base/plugin.js';
import { add } from '../expression/expression.js';
import { type Activation, activate, checkActivation } from '../parts/activation.js';
import type { Initializer } from '../parts/initializer.js';
import type { LayerOutput } from '../parts/layer-output.js';
import { map, matmul } from '../plan/tensor.js';
import { Layer, type LayerTrace, type ParameterDeclaration } from './layer.js';

/** Where weights or biases begin: an initializer, or the numbers themselves, weights being `[inputs, outputs]`. */
export type InitialParameter = Initializer | MatrixLike | readonly number[];

/** A dense layer's parameters, when they are given at once. */
export interface DenseOptions {
  /** Where the weights, `[inputs, size]`, begin; `setWeights` says it later. */
  readonly weights?: InitialParameter;
  /** Where the biases, `[1, size]`, begin; `setBiases` says it later. */
  readonly biases?: InitialParameter;
  /** Whether training leaves weights and biases as they are. */
  readonly frozen?: boolean;
}

/** What hidden and output layers have in common: activation(input · weights + biases). */
export abstract class DenseLayer extends Layer {
  /** Whether training leaves it as it is. */
  readonly frozen: boolean;
  #weights: Initializer | Matrix | undefined;
  #biases: Initializer | Matrix | undefined;

  constructor(
    name: 'hidden' | 'output',
    /** The number of neurons, and of columns that come out. */
    readonly size: number,
    /** What the sums pass through; they stay as they are where there is none. */
    readonly activation: Activation | undefined,
    options: DenseOptions = {},
  ) {
    super(name, name, {}, checkActivation(activation, `${name} layer`)?.name);
    checkSize(size, `${name} layer: size`);
    const { weights, biases, frozen = false } = options;
    checkOptions(`${name} layer`, options, { weights, biases, frozen });
    this.frozen = frozen;
    if (weights !== undefined) this.setWeights(weights);
    if (biases !== undefined) this.setBiases(biases);
  }

  /**
   * Where the weights, `[inputs, size]`, begin.
   *
   * @throws NnfError `WRONG_PLUGIN` for another kind of plugin, `INVALID_MATRIX` for rows that are no matrix
   */
  setWeights(weights: InitialParameter): void {
    this.#weights = initialParameter(weights, `${this.name} layer: weights`);
  }

  /**
   * Where the biases, `[1, size]`, begin.
   *
   * @throws NnfError `WRONG_PLUGIN` for another kind of plugin, `INVALID_MATRIX` for rows that are no matrix
   */
  setBiases(biases: InitialParameter): void {
    this.#biases = initialParameter(biases, `${this.name} layer: biases`);
  }

  /** Its own size. */
  outputs(): number {
    return this.size;
  }

  /**
   * `weights`, `[inputs, size]`, and `biases`, `[1, size]`.
   *
   * @throws NnfError `NO_INITIAL_VALUES` where nobody has said where they begin
   */
  override parameters(inputs: number, label: string): readonly ParameterDeclaration[] {
    const fans = { fanIn: inputs, fanOut: this.size, frozen: this.frozen };
    return [
      {
        name: 'weights',
        role: 'weight',
        shape: [inputs, this.size],
        ...fans,
        initial: given(this.#weights, 'weights', 'setWeights', label),
      },
      {
        name: 'biases',
        role: 'bias',
        shape: [1, this.size],
        ...fans,
        initial: given(this.#biases, 'biases', 'setBiases', label),
      },
    ];
  }

  /** activation(input · weights + biases), `[batch, inputs]` to `[batch, size]`. */
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
    `${label} has no ${what}: call ${method}(…) or pass { ${what}: … } to its constructor`,
  );
}
