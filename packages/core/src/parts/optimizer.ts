import { checkFunctions } from '../base/check-plugin-parts.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Expression, Scalar } from '../expression/expression.js';

/** What an optimizer's update is made of, for one element of one parameter. */
export interface UpdateSymbols<Slot extends string = string, Runtime extends string = string> {
  /** The parameter's old value. */
  readonly parameter: Expression;
  /** The gradient of the batch's mean loss. */
  readonly gradient: Expression;
  /** How far this step goes: that of the training's options, or of their schedule at this moment. */
  readonly learningRate: Expression;
  /** The optimizer's memory beside the parameter: its old values, 0 at first. */
  readonly slots: { readonly [slot in Slot]: Expression };
  /** The optimizer's numbers of the step. */
  readonly scalars: { readonly [name in Runtime]: Expression };
  /** Whether the parameter multiplies (`weight`) or is added (`bias`): decay is for weights. */
  readonly role: 'weight' | 'bias';
}

/** How parameters follow their gradient. */
export interface OptimizerDefinition<Slot extends string = string, Runtime extends string = string> {
  /** What it was made with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** Names of what is remembered for every element: `velocity`. */
  readonly slots?: readonly Slot[];
  /** Numbers that change by step, computed in float64 outside the plan. The first step is 1. */
  readonly scalars?: { readonly [name in Runtime]: (step: number) => number };
  /** The new values, each from old values only. */
  readonly update: (symbols: UpdateSymbols<Slot, Runtime>) => { readonly [name in Slot | 'parameter']: Scalar };
}

/** How training moves the parameters. Made by {@link defineOptimizer}. */
export interface Optimizer extends Plugin<'optimizer'>, OptimizerDefinition {}

/**
 * An optimizer, as the formulas of one update.
 *
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
  checkFunctions(`optimizer '${name}'`, definition, ['update']);
  checkFunctions(`optimizer '${name}', scalars`, definition.scalars ?? {}, Object.keys(definition.scalars ?? {}));
  // The names are checked where the definition is written; who calls `update` hands in exactly those.
  return { ...pluginMark('optimizer'), name, ...(definition as OptimizerDefinition<string, string>) };
}
