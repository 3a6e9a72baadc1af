import { checkName } from '../base/check-name.js';
import { checkDefinition, checkFunctions } from '../base/check-plugin-parts.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Expression, Scalar } from '../expression/expression.js';

/** The symbols of an optimizer's update, for one element of one parameter. */
export interface UpdateSymbols<Slot extends string = string, Runtime extends string = string> {
  /** The parameter's old value. */
  readonly parameter: Expression;
  /** The gradient of the batch's mean loss with respect to the parameter. */
  readonly gradient: Expression;
  /** The step size: the option `learningRate`, or its schedule's value for this step. */
  readonly learningRate: Expression;
  /** The old values of the optimizer's slots; 0 at the first step. */
  readonly slots: { readonly [slot in Slot]: Expression };
  /** The values of the optimizer's `scalars` for this step. */
  readonly scalars: { readonly [name in Runtime]: Expression };
  /** Whether the parameter multiplies (`weight`) or is added (`bias`). Weight decay applies to weights only. */
  readonly role: 'weight' | 'bias';
}

/** The functions and properties of an optimizer. */
export interface OptimizerDefinition<Slot extends string = string, Runtime extends string = string> {
  /** The options it was created with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** The names of the optimizer's slots, numbers that it remembers for every element: `velocity`. */
  readonly slots?: readonly Slot[];
  /** Numbers that depend on the step, computed in float64 outside the plan. The first step is 1. */
  readonly scalars?: { readonly [name in Runtime]: (step: number) => number };
  /** The new values of the parameter and of every slot, computed from the old values. */
  readonly update: (symbols: UpdateSymbols<Slot, Runtime>) => { readonly [name in Slot | 'parameter']: Scalar };
}

/** The rule by which training updates parameters. Made by {@link defineOptimizer}. */
export interface Optimizer extends Plugin<'optimizer'>, OptimizerDefinition {}

/**
 * Defines an optimizer by the formulas of one update.
 *
 * @param name in kebab-case, for plans and errors
 * @throws NnfError `INVALID_PLUGIN` when `update` is missing, one of the `scalars` is not a function, or a name
 * cannot be printed
 * @example
 * const heavyBall = defineOptimizer('heavy-ball', {
 *   slots: ['velocity'],
 *   update: ({ parameter, gradient, learningRate, slots }) => {
 *     const velocity = add(mul(0.9, slots.velocity), gradient);
 *     return { parameter: sub(parameter, mul(learningRate, velocity)), velocity };
 *   },
 * });
 */
export function defineOptimizer<const Slot extends string = never, const Runtime extends string = never>(
  name: string,
  definition: OptimizerDefinition<Slot, Runtime>,
): Optimizer {
  checkDefinition('optimizer', name, definition, ['update']);
  checkFunctions(`optimizer '${name}', scalars`, definition.scalars ?? {}, Object.keys(definition.scalars ?? {}));
  for (const own of [...(definition.slots ?? []), ...Object.keys(definition.scalars ?? {})]) {
    checkName(own, `optimizer '${name}': the name of a slot or scalar`);
  }
  // The definition's own types checked the names, and core calls `update` with exactly these.
  return { ...pluginMark('optimizer'), name, ...(definition as OptimizerDefinition<string, string>) };
}
