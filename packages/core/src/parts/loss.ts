import { checkFunctions } from '../base/check-plugin-parts.js';
import { NnfError } from '../base/errors.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Tensor } from '../plan/plan-builder.js';
import type { LayerOutput } from './layer-output.js';
import type { Metric } from './metric.js';

/** How a loss is computed, as operations on tensors. */
export interface LossDefinition {
  /** What it was made with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** The loss of each sample, `[batch, 1]`, from prediction and target, `[batch, outputs]` each. */
  readonly forward: (prediction: LayerOutput, target: Tensor) => Tensor;
  /** What is measured beside it, where the user says nothing: accuracy for classification, errors for regression. */
  readonly metrics: readonly Metric[];
  /** Between which numbers its predictions must be: the output layer's activation must promise it by its `range`. */
  readonly predictionRange?: readonly [least: number, greatest: number];
  /** The targets that make sense; others are refused before training. Any number when left out. */
  readonly targetRange?: readonly [least: number, greatest: number];
}

/** What training makes small. Made by {@link defineLoss}. */
export interface Loss extends Plugin<'loss'>, LossDefinition {}

/**
 * A loss. Gradients follow from `forward`; a batch's loss is the mean over its samples.
 *
 * @example
 * const absoluteError = defineLoss('absolute-error', {
 *   forward: (prediction, target) => reduceSum(map((p, t) => abs(sub(p, t)), prediction.value, target), 'columns'),
 *   metrics: [rSquared],
 * });
 */
export function defineLoss(name: string, definition: LossDefinition): Loss {
  checkFunctions(`loss '${name}'`, definition, ['forward']);
  if (!Array.isArray(definition.metrics)) {
    throw new NnfError(
      'INVALID_PLUGIN',
      `loss '${name}': metrics are no list; give the metrics to measure beside it, or []`,
    );
  }
  return { ...pluginMark('loss'), name, ...definition };
}
