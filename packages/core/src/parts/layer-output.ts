import { log, max, sub } from '../expression/expression.js';
import type { Tensor } from '../plan/plan-builder.js';
import { map } from '../plan/tensor.js';

/** Other forms of an activation's output that can be computed from its input more accurately than from the output. */
export interface LogProbabilities {
  /** log p, where the output p is a probability. */
  readonly log?: () => Tensor;
  /** log(1 − p), where the output p is a probability. */
  readonly logComplement?: () => Tensor;
}

/**
 * The output of a layer, `[batch, columns]`, and the forms of it that a loss may ask for.
 *
 * Where the activation offers a form, that one is used (softmax: logits minus log-sum-exp). Elsewhere it is the logarithm
 * of the output, which is kept from 0 by 1e-10, as the NumPy framework that nnf grew from did: right, and less stable.
 */
export class LayerOutput {
  constructor(
    /** The output itself, `[batch, columns]`. */
    readonly value: Tensor,
    /** What the activation offers beside it. */
    readonly forms: LogProbabilities = {},
  ) {}

  /** log p, `[batch, columns]` */
  log(): Tensor {
    return this.forms.log?.() ?? map((p) => log(max(p, smallestProbability)), this.value);
  }

  /** log(1 − p), `[batch, columns]` */
  logComplement(): Tensor {
    return this.forms.logComplement?.() ?? map((p) => log(max(sub(1, p), smallestProbability)), this.value);
  }
}

const smallestProbability = 1e-10;
