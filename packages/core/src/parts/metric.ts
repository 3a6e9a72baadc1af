import { checkFunctions } from '../base/check-plugin-parts.js';
import type { Matrix } from '../base/matrix.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Tensor } from '../plan/plan-builder.js';
import type { LayerOutput } from './layer-output.js';

/** How a metric is measured: per sample on the backend, then once over all samples. */
export interface MetricDefinition {
  /** What it was made with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** Numbers of each sample, `[batch, any]` each, from prediction and target, `[batch, outputs]` each. */
  readonly statistics: (prediction: LayerOutput, target: Tensor) => readonly Tensor[];
  /**
   * The metric of a number of samples.
   *
   * @param totals for each statistic, the sums of its columns over the samples, in float64
   * @param targets the samples' targets, for what depends on them alone
   */
  readonly result: (totals: readonly Float64Array[], targets: Matrix) => number;
}

/** What is measured beside the loss. Made by {@link defineMetric}. */
export interface Metric extends Plugin<'metric'>, MetricDefinition {}

/**
 * A metric.
 *
 * @param name the name its value has in reports, in camel case: `accuracy`
 * @example
 * const rootMeanSquaredError = defineMetric('rootMeanSquaredError', {
 *   statistics: (prediction, target) => [map((p, t) => square(sub(p, t)), prediction.value, target)],
 *   result: ([squares], { rows, columns }) => Math.sqrt(squares!.reduce((sum, square) => sum + square, 0) / rows / columns),
 * });
 */
export function defineMetric(name: string, definition: MetricDefinition): Metric {
  checkFunctions(`metric '${name}'`, definition, ['statistics', 'result']);
  return { ...pluginMark('metric'), name, ...definition };
}
