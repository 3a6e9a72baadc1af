import { log, max, sub } from '../expression/expression.js';
import type { Tensor } from '../plan/plan-builder.js';
import { map } from '../plan/tensor.js';

/** Logarithms of an activation's output, computed from its input. They are more accurate than those of the output. */
export interface LogProbabilities {
  /** log p, where the output p is a probability. */
  readonly log?: () => Tensor;
  /** log(1 − p), where the output p is a probability. */
  readonly logComplement?: () => Tensor;
}

/**
 * The output of a layer, `[batch, columns]`, with its logarithms for losses.
 *
 * The logarithms are those that the activation defines (softmax: logits minus log-sum-exp). Otherwise they are computed from
 * the output p as log(max(p, 1e-10)), as in the NumPy framework that nnf is based on; this is less accurate.
 *
 * @example
 * forward: ({ input }) => new LayerOutput(map((x) => mul(x, 2), input)),
 */
export class LayerOutput {
  constructor(
    /** The output itself, `[batch, columns]`. */
    readonly value: Tensor,
    /** The logarithms that the activation defines. */
    readonly logProbabilities: LogProbabilities = {},
  ) {}

  /** log p, `[batch, columns]`. */
  log(): Tensor {
    return this.logProbabilities.log?.() ?? map((p) => log(max(p, smallestProbability)), this.value);
  }

  /** log(1 − p), `[batch, columns]`. */
  logComplement(): Tensor {
    return this.logProbabilities.logComplement?.() ?? map((p) => log(max(sub(1, p), smallestProbability)), this.value);
  }
}

const smallestProbability = 1e-10;
