import type { Metric } from '../parts/metric.js';
import type { RunOutputs } from '../plan/backend.js';
import type { CheckedDataset } from './dataset.js';
import { statisticName } from './network-plans.js';

/** Loss and metrics over a number of samples. Metrics that the network does not measure are missing. */
export interface Measurements {
  /** The mean loss. */
  readonly loss: number;
  /** In percent, 0 to 100; see the metrics `accuracy` and `binaryAccuracy`. */
  readonly accuracy?: number;
  /** In the targets' unit; see the metric `meanAbsoluteError`. */
  readonly meanAbsoluteError?: number;
  /** At most 1, which is perfect; see the metric `rSquared`. */
  readonly rSquared?: number;
  /** All metrics by name, including those of other packages. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Loss and metrics from the outputs of a run over all rows of a data set. All samples have equal weight. */
export function measurementsOf(outputs: RunOutputs, metrics: readonly Metric[], data: CheckedDataset): Measurements {
  const losses = outputs.loss!;
  const rows = losses.length;
  const values = Object.fromEntries(
    metrics.map((metric) => {
      const totals: Float64Array[] = [];
      for (let i = 0; ; i++) {
        const statistic = outputs[statisticName(metric, i)];
        if (!statistic) break;
        totals.push(columnSums(statistic, rows));
      }
      return [metric.name, metric.result(totals, data.targets)];
    }),
  );
  return { loss: columnSums(losses, rows)[0]! / rows, ...values, metrics: values };
}

function columnSums(values: Float32Array | Float64Array, rows: number): Float64Array {
  const columns = values.length / rows;
  const sums = new Float64Array(columns);
  for (let i = 0; i < values.length; i += columns) {
    for (let column = 0; column < columns; column++) sums[column]! += values[i + column]!;
  }
  return sums;
}
