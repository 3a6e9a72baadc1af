import { checkName } from '../base/check-name.js';
import { checkOptions } from '../base/check-options.js';
import { checkDefinition } from '../base/check-plugin-parts.js';
import { NnfError } from '../base/errors.js';
import { checkPlugin, type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import { sameShape } from '../base/shape.js';
import type { Expression } from '../expression/expression.js';
import { type ScalarFunction, traceFunction } from '../expression/trace-function.js';
import { checkTensor } from '../plan/check-tensor.js';
import type { Tensor } from '../plan/plan-builder.js';
import { LayerOutput } from './layer-output.js';

/** The functions and properties of an activation. */
export interface ActivationDefinition {
  /** The options it was created with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** The output, `[batch, columns]`, from the layer's sums, `[batch, columns]`. */
  readonly forward: (x: Tensor) => Tensor;
  /** The range of its outputs: `[0, 1]` for probabilities. A loss may require it. */
  readonly range?: readonly [least: number, greatest: number];
  /**
   * Whether each row of outputs sums to 1, as the probabilities of mutually exclusive classes do. A loss may require it.
   * Default: false.
   */
  readonly normalized?: boolean;
  /**
   * The logarithm of the output, computed from the input; for outputs that are probabilities. It is called when a network is
   * created whose loss asks for it, so its mistakes are reported then.
   */
  readonly log?: (x: Tensor) => Tensor;
  /** log(1 − output), computed from the input and called like `log`; for outputs that are probabilities. */
  readonly logComplement?: (x: Tensor) => Tensor;
}

/** A layer's nonlinearity, made by {@link elementwise} or {@link defineActivation}. */
export interface Activation extends Plugin<'activation'>, ActivationDefinition {}

/**
 * Defines an activation by operations on tensors. Use it for functions of a whole row, such as softmax; {@link elementwise}
 * is simpler for functions of one number.
 *
 * @param name in kebab-case, for tables, plans and errors
 * @throws NnfError `INVALID_PLUGIN` when `forward` is missing, a logarithm is not a function, or the name cannot be printed
 * @example
 * const normalize = defineActivation('normalize', {
 *   forward: (x) => map((value, total) => div(value, total), x, reduceSum(x, 'columns')),
 * });
 */
export function defineActivation(name: string, definition: ActivationDefinition): Activation {
  const logarithms = (['log', 'logComplement'] as const).filter((form) => definition?.[form] !== undefined);
  checkDefinition('activation', name, definition, ['forward', ...logarithms]);
  return { ...pluginMark('activation'), name, ...definition };
}

/** The optional properties of an elementwise activation. */
export interface ElementwiseOptions {
  /** The options it was created with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** The range of its outputs: `[0, 1]` for probabilities. A loss may require it. */
  readonly range?: readonly [least: number, greatest: number];
  /** The logarithm of the output, as an expression of the input; for outputs that are probabilities. */
  readonly log?: (x: Expression) => Expression;
  /** log(1 − output), as an expression of the input; for outputs that are probabilities. */
  readonly logComplement?: (x: Expression) => Expression;
  /** A derivative that replaces the one derived from the expression. */
  readonly derivative?: (x: Expression) => Expression;
}

/**
 * Defines an activation by a scalar function. The derivative and every backend's code are derived from its expression.
 *
 * @param name in kebab-case, for tables, plans and errors
 * @throws NnfError `EXPRESSION_RESULT`, `EXPRESSION_OPERATOR` or `EXPRESSION_IMPURE` for a function that cannot be traced,
 * those of the options included, `UNKNOWN_NAME` for an unknown option
 * @example
 * const relu = elementwise('relu', (x) => max(x, 0));
 * const leakyRelu = (slope = 0.01) => elementwise('leaky-relu', (x) => where(gt(x, 0), x, mul(slope, x)), { options: { slope } });
 */
export function elementwise(
  name: string,
  fn: (x: Expression) => Expression,
  given: ElementwiseOptions = {},
): Activation {
  checkName(name, "the activation's name");
  const where = `activation '${name}'`;
  const { options, range, log, logComplement, derivative } = given;
  checkOptions(where, given, { options, range, log, logComplement, derivative });
  const expression = traceFunction(fn, 1, where);
  const partials = derivative === undefined ? undefined : [traceFunction(derivative, 1, `derivative of ${where}`)];
  const traced = (form: string, formula: ScalarFunction) => mapOf(traceFunction(formula, 1, `${form} of ${where}`));
  return defineActivation(name, {
    ...(options && { options }),
    ...(range && { range }),
    forward: mapOf(expression, partials),
    ...(log !== undefined && { log: traced('log', log) }),
    ...(logComplement !== undefined && { logComplement: traced('logComplement', logComplement) }),
  });
}

function mapOf(expression: Expression, partials?: readonly Expression[]): (x: Tensor) => Tensor {
  return ({ builder, index, shape }) =>
    builder.add({ operation: 'map', operands: [index], expression, shape, ...(partials && { partials }) });
}

/**
 * Applies an activation, if there is one, to a layer's sums. Call it in the `forward` of a layer.
 *
 * @param x the sums, `[batch, columns]`
 * @returns the output, of the same shape, with the logarithms that the activation defines
 * @throws NnfError `SHAPE_MISMATCH` when the activation changes the shape, `INVALID_PLUGIN` when its `forward` does not
 * return a tensor, `TOO_FEW_OUTPUTS` for one column of a normalized activation
 * @example
 * const scaled = (activation: Activation) => defineLayer('scaled', {
 *   outputs: (inputs) => inputs,
 *   forward: ({ input }) => activate(activation, map((x) => mul(x, 2), input)),
 * });
 */
export function activate(activation: Activation | undefined, x: Tensor): LayerOutput {
  if (!activation) return new LayerOutput(x);
  const { log, logComplement, normalized } = activation;
  if (normalized && x.shape[1] < 2) {
    throw new NnfError(
      'TOO_FEW_OUTPUTS',
      `${x.builder.place || 'activate'}: ${activation.name} of one number is always 1; use two outputs or more, or sigmoid for one`,
    );
  }
  return new LayerOutput(formOf(activation, 'forward', x), {
    ...(log && { log: () => formOf(activation, 'log', x) }),
    ...(logComplement && { logComplement: () => formOf(activation, 'logComplement', x) }),
  });
}

/** One of the activation's functions of its input, checked. */
function formOf(activation: Activation, form: 'forward' | 'log' | 'logComplement', x: Tensor): Tensor {
  const where = `activation '${activation.name}', ${form}`;
  const value = checkTensor(activation[form]!(x), where);
  if (sameShape(value.shape, x.shape)) return value;
  throw new NnfError(
    'SHAPE_MISMATCH',
    `${where} returned [${value.shape.join(', ')}], expected [${x.shape.join(', ')}]`,
  );
}

/** Checks the activation, if any, that a layer's constructor was given. */
export function checkActivation(activation: Activation | undefined, where: string): Activation | undefined {
  return activation === undefined ? undefined : checkPlugin(activation, 'activation', `${where} activation`);
}
