import { copyRow, type Matrix } from '../base/matrix.js';
import { abs, square, sub } from '../expression/expression.js';
import { map } from '../plan/tensor.js';
import { defineMetric, type Metric } from './metric.js';

/**
 * Mean absolute error: the mean of |prediction − target| over samples and outputs, in the targets' unit.
 *
 * @example
 * const network = await createNetwork(layers, { backend, metrics: [meanAbsoluteError] });
 */
export const meanAbsoluteError: Metric = /* @__PURE__ */ defineMetric('meanAbsoluteError', {
  statistics: (prediction, target) => [map((p, t) => abs(sub(p, t)), prediction.value, target)],
  result: ([errors], { rows, columns }) => errors!.reduce((sum, error) => sum + error, 0) / rows / columns,
});

/**
 * R², the coefficient of determination: 1 − Σ(prediction − target)² / Σ(target − mean)², averaged over the outputs. 1 is
 * perfect, 0 is as good as predicting the mean, below 0 is worse. An output with constant targets scores 1 if every
 * prediction is exact, else 0.
 *
 * @example
 * const network = await createNetwork(layers, { backend, metrics: [rSquared] });
 */
export const rSquared: Metric = /* @__PURE__ */ defineMetric('rSquared', {
  statistics: (prediction, target) => [map((p, t) => square(sub(p, t)), prediction.value, target)],
  result: ([errors], targets) => {
    const spreads = spreadOfColumns(targets);
    const scores = spreads.map((spread, column) => {
      if (spread === 0) return errors![column] === 0 ? 1 : 0;
      return 1 - errors![column]! / spread;
    });
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  },
});

/**
 * Σ(target − mean)² of each column, in two passes: the one-pass formula loses accuracy when the mean is large. The first row
 * is subtracted from all: the mean of equal targets is then exactly 0, and so is their spread.
 */
function spreadOfColumns(targets: Matrix): Float64Array {
  const row = new Float64Array(targets.columns);
  const first = new Float64Array(targets.columns);
  copyRow(targets, 0, first);
  const means = new Float64Array(targets.columns);
  const spreads = new Float64Array(targets.columns);
  const eachRow = (visit: (value: number, column: number) => void): void => {
    for (let r = 0; r < targets.rows; r++) {
      copyRow(targets, r, row);
      for (const [column, value] of row.entries()) visit(value - first[column]!, column);
    }
  };
  eachRow((value, column) => {
    means[column]! += value / targets.rows;
  });
  eachRow((value, column) => {
    spreads[column]! += (value - means[column]!) ** 2;
  });
  return spreads;
}
