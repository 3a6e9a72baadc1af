import { NnfError } from '../base/errors.js';
import { eq, ge, where } from '../expression/expression.js';
import { argmax, map } from '../plan/tensor.js';
import { defineMetric, type Metric } from './metric.js';

/**
 * Percentage of samples, 0 to 100, whose largest output is the one of the target's class (of several that are equally
 * large, the first counts). Where there is one output only it is `TOO_FEW_OUTPUTS`: use {@link binaryAccuracy}.
 *
 * @example
 * const network = await createNetwork(layers, { backend, metrics: [accuracy] });
 */
export const accuracy: Metric = /* @__PURE__ */ defineMetric('accuracy', {
  statistics: (prediction, target) => {
    if (target.shape[1] < 2) {
      throw new NnfError('TOO_FEW_OUTPUTS', 'accuracy compares two outputs or more; for one, use binaryAccuracy');
    }
    return [map((p, t) => where(eq(p, t), 1, 0), argmax(prediction.value, 'columns'), argmax(target, 'columns'))];
  },
  result: ([correct], { rows }) => (100 * correct![0]!) / rows,
});

/**
 * Percentage of outputs, 0 to 100, on the same side of ½ as their target: for outputs that each answer yes or no.
 *
 * @example
 * const network = await createNetwork(layers, { backend, metrics: [binaryAccuracy] });
 */
export const binaryAccuracy: Metric = /* @__PURE__ */ defineMetric('accuracy', {
  statistics: (prediction, target) => [
    map((p, t) => where(eq(where(ge(p, 0.5), 1, 0), where(ge(t, 0.5), 1, 0)), 1, 0), prediction.value, target),
  ],
  result: ([correct], { rows, columns }) => (100 * correct!.reduce((sum, count) => sum + count, 0)) / rows / columns,
});
