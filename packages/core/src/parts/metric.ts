import { checkDefinition } from '../base/check-plugin-parts.js';
import type { Matrix } from '../base/matrix.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Tensor } from '../plan/plan-builder.js';
import type { LayerOutput } from './layer-output.js';

/** The functions and properties of a metric: `statistics` runs per sample on the backend, `result` once over all samples. */
export interface MetricDefinition {
  /** The options it was created with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** Statistics of each sample, each `[batch, any]`, from prediction and target, both `[batch, outputs]`. */
  readonly statistics: (prediction: LayerOutput, target: Tensor) => readonly Tensor[];
  /**
   * The metric's value over a number of samples.
   *
   * @param totals for each statistic, the sums of its columns over the samples, in float64
   * @param targets the samples' targets
   */
  readonly result: (totals: readonly Float64Array[], targets: Matrix) => number;
}

/** A measure reported beside the loss. Made by {@link defineMetric}. */
export interface Metric extends Plugin<'metric'>, MetricDefinition {}

/**
 * Defines a metric.
 *
 * @param name the name of its value in reports, in camel case: `accuracy`
 * @throws NnfError `INVALID_PLUGIN` when `statistics` or `result` is missing, or the name cannot be printed
 * @example
 * const rootMeanSquaredError = defineMetric('rootMeanSquaredError', {
 *   statistics: (prediction, target) => [map((p, t) => square(sub(p, t)), prediction.value, target)],
 *   result: ([squares], { rows, columns }) => Math.sqrt(squares!.reduce((sum, square) => sum + square, 0) / rows / columns),
 * });
 */
export function defineMetric(name: string, definition: MetricDefinition): Metric {
  checkDefinition('metric', name, definition, ['statistics', 'result']);
  return { ...pluginMark('metric'), name, ...definition };
}
