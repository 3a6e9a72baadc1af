import { checkOptions } from '../base/check-options.js';
import { checkFunctions } from '../base/check-plugin-parts.js';
import { NnfError } from '../base/errors.js';
import { checkPlugin, type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Expression } from '../expression/expression.js';
import { traceFunction } from '../expression/trace-function.js';
import { checkTensor } from '../plan/check-tensor.js';
import type { Tensor } from '../plan/plan-builder.js';
import { map } from '../plan/tensor.js';
import { LayerOutput } from './layer-output.js';

/** How an activation is computed, as operations on tensors. */
export interface ActivationDefinition {
  /** What it was made with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** `[batch, columns]` to `[batch, columns]` */
  readonly forward: (x: Tensor) => Tensor;
  /** Between which numbers its outputs always are: `[0, 1]` for probabilities. A loss may ask for it. */
  readonly range?: readonly [least: number, greatest: number];
  /** The logarithm of the output, computed from the input; for outputs that are probabilities. */
  readonly log?: (x: Tensor) => Tensor;
  /** log(1 − output), computed from the input; for outputs that are probabilities. */
  readonly logComplement?: (x: Tensor) => Tensor;
}

/** A layer's nonlinearity. Made by {@link elementwise} or {@link defineActivation}. */
export interface Activation extends Plugin<'activation'>, ActivationDefinition {}

/**
 * An activation of any form, as operations on tensors: for those that look at a whole row, as softmax does.
 *
 * @example
 * const normalize = defineActivation('normalize', {
 *   forward: (x) => map((value, total) => div(value, total), x, reduceSum(x, 'columns')),
 * });
 */
export function defineActivation(name: string, definition: ActivationDefinition): Activation {
  checkFunctions(`activation '${name}'`, definition, ['forward']);
  return { ...pluginMark('activation'), name, ...definition };
}

/** The rest of an elementwise activation: other forms of its output and a better derivative. */
export interface ElementwiseOptions {
  /** What it was made with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** Between which numbers its outputs always are: `[0, 1]` for probabilities. A loss may ask for it. */
  readonly range?: readonly [least: number, greatest: number];
  /** log of the output, as an expression of the input; for outputs that are probabilities. */
  readonly log?: (x: Expression) => Expression;
  /** log(1 − output), as an expression of the input; for outputs that are probabilities. */
  readonly logComplement?: (x: Expression) => Expression;
  /** The derivative, where there is a better formula than the one derived from the expression. */
  readonly derivative?: (x: Expression) => Expression;
}

/**
 * An activation that is one scalar function. Its derivative and every backend's code follow from the expression.
 *
 * @throws NnfError at once, `EXPRESSION_RESULT`, `EXPRESSION_OPERATOR` or `EXPRESSION_IMPURE` for a function that cannot be
 * traced, `UNKNOWN_NAME` for an option that there is not
 * @example
 * const relu = elementwise('relu', (x) => max(x, 0));
 * const leakyRelu = (slope = 0.01) => elementwise('leaky-relu', (x) => where(gt(x, 0), x, mul(slope, x)), { options: { slope } });
 */
export function elementwise(
  name: string,
  fn: (x: Expression) => Expression,
  given: ElementwiseOptions = {},
): Activation {
  const where = `activation '${name}'`;
  const { options, range, log, logComplement, derivative } = given;
  checkOptions(where, given, { options, range, log, logComplement, derivative });
  const expression = traceFunction(fn, 1, where);
  const partials = derivative && [traceFunction(derivative, 1, `derivative of ${where}`)];
  return defineActivation(name, {
    ...(options && { options }),
    ...(range && { range }),
    forward: (x) =>
      x.builder.add({
        operation: 'map',
        operands: [x.index],
        expression,
        shape: x.shape,
        ...(partials && { partials }),
      }),
    ...(log && { log: (x: Tensor) => map(log, x) }),
    ...(logComplement && { logComplement: (x: Tensor) => map(logComplement, x) }),
  });
}

/**
 * Applies an activation to a layer's sums; without one, they stay as they are. For the `forward` of a layer.
 *
 * @param x the sums, `[batch, columns]`
 * @returns the output, of the same shape, with the other forms of it that the activation offers
 * @throws NnfError `SHAPE_MISMATCH` for an activation that changes the shape, `INVALID_PLUGIN` for one whose `forward` gives
 * no tensor
 * @example
 * const scaled = (activation: Activation) => defineLayer('scaled', {
 *   outputs: (inputs) => inputs,
 *   forward: ({ input }) => activate(activation, map((x) => mul(x, 2), input)),
 * });
 */
export function activate(activation: Activation | undefined, x: Tensor): LayerOutput {
  if (!activation) return new LayerOutput(x);
  const { log, logComplement } = activation;
  const value = checkTensor(activation.forward(x), `activation '${activation.name}', forward`);
  if (value.shape[0] !== x.shape[0] || value.shape[1] !== x.shape[1]) {
    throw new NnfError(
      'SHAPE_MISMATCH',
      `activation '${activation.name}' makes [${value.shape.join(', ')}] of [${x.shape.join(', ')}]; it must keep the shape`,
    );
  }
  return new LayerOutput(value, {
    ...(log && { log: () => log(x) }),
    ...(logComplement && { logComplement: () => logComplement(x) }),
  });
}

/** An activation, or none, as a layer's constructor was given it. */
export function checkActivation(activation: Activation | undefined, where: string): Activation | undefined {
  return activation === undefined ? undefined : checkPlugin(activation, 'activation', `${where} activation`);
}
