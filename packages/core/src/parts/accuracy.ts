import { NnfError } from '../base/errors.js';
import { eq, ge, where } from '../expression/expression.js';
import { argmax, map } from '../plan/tensor.js';
import { defineMetric, type Metric } from './metric.js';

/**
 * Accuracy: the percentage of samples, 0 to 100, whose largest output is the target's class. Among equally large outputs
 * the first counts. For a network with one output, use {@link binaryAccuracy}: `createNetwork` throws `TOO_FEW_OUTPUTS`.
 *
 * @example
 * const network = await createNetwork(layers, { backend, metrics: [accuracy] });
 */
export const accuracy: Metric = /* @__PURE__ */ defineMetric('accuracy', {
  statistics: (prediction, target) => {
    if (target.shape[1] < 2) {
      throw new NnfError('TOO_FEW_OUTPUTS', 'accuracy needs two outputs or more; use binaryAccuracy for one');
    }
    return [map((p, t) => where(eq(p, t), 1, 0), argmax(prediction.value, 'columns'), argmax(target, 'columns'))];
  },
  result: ([correct], { rows }) => (100 * correct![0]!) / rows,
});

/**
 * Accuracy of yes-or-no outputs: the percentage of outputs, 0 to 100, on the same side of ½ as their target.
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
