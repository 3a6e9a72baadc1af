import { checkDefinition } from '../base/check-plugin-parts.js';
import { NnfError } from '../base/errors.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Tensor } from '../plan/plan-builder.js';
import type { LayerOutput } from './layer-output.js';
import type { Metric } from './metric.js';

/** The functions and properties of a loss. */
export interface LossDefinition {
  /** The options it was created with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** The loss of each sample, `[batch, 1]`, from prediction and target, both `[batch, outputs]`. */
  readonly forward: (prediction: LayerOutput, target: Tensor) => Tensor;
  /** The default metrics of a network with this loss: accuracy for classification, errors for regression. */
  readonly metrics: readonly Metric[];
  /** The valid predictions. The `range` of the output layer's activation must lie within. Default: any number. */
  readonly predictionRange?: readonly [least: number, greatest: number];
  /**
   * Whether each row of predictions must sum to 1, as the probabilities of mutually exclusive classes do. The output layer's
   * activation must be `normalized`. Default: false.
   */
  readonly normalized?: boolean;
  /** The valid targets; other targets throw `TARGET_RANGE` before training. Default: any number. */
  readonly targetRange?: readonly [least: number, greatest: number];
}

/** The function that training minimizes. Made by {@link defineLoss}. */
export interface Loss extends Plugin<'loss'>, LossDefinition {}

/**
 * Defines a loss. Its gradient is derived from `forward`. The loss of a batch is the mean over its samples.
 *
 * @param name in kebab-case, for plans and errors
 * @throws NnfError `INVALID_PLUGIN` when `forward` or `metrics` is missing, or the name cannot be printed
 * @example
 * const absoluteError = defineLoss('absolute-error', {
 *   forward: (prediction, target) => reduceSum(map((p, t) => abs(sub(p, t)), prediction.value, target), 'columns'),
 *   metrics: [rSquared],
 * });
 */
export function defineLoss(name: string, definition: LossDefinition): Loss {
  checkDefinition('loss', name, definition, ['forward']);
  if (!Array.isArray(definition.metrics)) {
    throw new NnfError('INVALID_PLUGIN', `loss '${name}': expected a list of metrics such as [accuracy], or []`);
  }
  return { ...pluginMark('loss'), name, ...definition };
}
