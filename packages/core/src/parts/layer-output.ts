import { log, max, sub } from '../expression/expression.js';
import type { Tensor } from '../plan/plan-builder.js';
import { map } from '../plan/tensor.js';

/** Logarithms of an activation's output, computed from its input: more accurate than those computed from the output. */
export interface LogProbabilities {
  /** log p, where the output p is a probability. */
  readonly log?: () => Tensor;
  /** log(1 − p), where the output p is a probability. */
  readonly logComplement?: () => Tensor;
}

/**
 * The output of a layer, `[batch, columns]`, and the logarithms of it that a loss may ask for.
 *
 * Where the activation offers a logarithm, that one is used (softmax: logits minus log-sum-exp). Elsewhere the output itself
 * is taken, kept at or above 1e-10, as in the NumPy framework that nnf grew from: correct, but less stable.
 */
export class LayerOutput {
  constructor(
    /** The output itself, `[batch, columns]`. */
    readonly value: Tensor,
    /** What the activation offers beside it. */
    readonly logProbabilities: LogProbabilities = {},
  ) {}

  /** log p, `[batch, columns]` */
  log(): Tensor {
    return this.logProbabilities.log?.() ?? map((p) => log(max(p, smallestProbability)), this.value);
  }

  /** log(1 − p), `[batch, columns]` */
  logComplement(): Tensor {
    return this.logProbabilities.logComplement?.() ?? map((p) => log(max(sub(1, p), smallestProbability)), this.value);
  }
}

const smallestProbability = 1e-10;
