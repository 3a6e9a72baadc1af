import {
  gradient,
  isNnfError,
  LayerOutput,
  type Loss,
  map,
  mul,
  neg,
  type Plan,
  PlanBuilder,
  reduceSum,
  sigmoid,
  softplus,
  type Tensor,
} from '@nnf/core';
import { numbersBetween } from './sample-numbers.js';

/** The forms of a prediction: plain numbers, or the sigmoid of logits with its stable logarithms. */
export const sources = {
  'a plain prediction': (x: Tensor): LayerOutput => new LayerOutput(x),
  'a prediction with logarithms': (x: Tensor): LayerOutput =>
    new LayerOutput(map(sigmoid, x), {
      log: () => map((z) => neg(softplus(neg(z))), x),
      logComplement: () => map((z) => neg(softplus(z)), x),
    }),
} as const;
export type Source = keyof typeof sources;

/** Only losses of probabilities get logarithms. */
export function sourcesOf({ predictionRange }: Loss): readonly Source[] {
  const all = Object.keys(sources) as Source[];
  return predictionRange?.[0] === 0 && predictionRange[1] === 1 ? all : all.slice(0, 1);
}

export const isPlain = (source: Source): boolean => source === 'a plain prediction';

/** A finite range; [−2, 2] if the loss declares none. */
export function finiteRange(range: readonly [number, number] | undefined): readonly [least: number, greatest: number] {
  const [low, high] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (low === Number.NEGATIVE_INFINITY) return high === Number.POSITIVE_INFINITY ? [-2, 2] : [high - 4, high];
  return [low, high === Number.POSITIVE_INFINITY ? low + 4 : high];
}

/** Numbers within the loss's range, away from its ends, where kinks are. */
export function predictionsFor(loss: Loss, source: Source, count: number, salt: number): Float64Array {
  if (!isPlain(source)) return numbersBetween(-3, 3, count, salt);
  const [least, greatest] = finiteRange(loss.predictionRange);
  const margin = (greatest - least) / 16;
  return numbersBetween(least + margin, greatest - margin, count, salt);
}

/** Ten times the numbers if the loss takes any, as its formula may change far from the target. */
export function farFrom({ predictionRange }: Loss, numbers: Float64Array): Float64Array {
  return predictionRange ? numbers : numbers.map((x) => 10 * x);
}

export function targetsFor(loss: Loss, count: number, salt: number): Float64Array {
  return numbersBetween(...finiteRange(loss.targetRange), count, salt + 100);
}

/** The numbers of outputs that the loss accepts. It may refuse one output, as cross-entropy does. */
export function widthsOf(loss: Loss): readonly number[] {
  return [1, 2, 5].filter((columns) => {
    try {
      traceLoss(loss, 'a plain prediction', columns);
      return true;
    } catch (error) {
      if (columns === 1 && isNnfError(error)) return false;
      throw error;
    }
  });
}

/** The loss of each sample, and the gradient of their weighted sum. */
export function traceLoss(loss: Loss, source: Source, columns: number): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('prediction', columns);
  const losses = loss.forward(sources[source](x), builder.input('target', columns));
  builder.output('loss', losses);
  const weighted = map(mul, losses, builder.input('weights', 1));
  builder.output('gradient', gradient(reduceSum(weighted, 'both'), [x])[0]!);
  return builder.build();
}
