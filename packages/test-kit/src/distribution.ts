/** How numbers are distributed, as far as the checks ask. */
export interface Distribution {
  /** The number that samples have on average. */
  readonly mean: number;
  /** E[(x − mean)²]; 0 for one that is always the same. */
  readonly variance: number;
  /** E[(x − mean)⁴] / variance²: how far the variance of a sample may stray. */
  readonly kurtosis: number;
  /** Between which numbers all are; infinite where there is no end. */
  readonly range: readonly [least: number, greatest: number];
  /** The probability of a number below so many deviations above the mean. */
  readonly cumulative: (deviations: number) => number;
}

/**
 * Any number between two is as likely as any other.
 *
 * @example
 * initializerSuite(lecun, ({ fanIn }) => uniform(-Math.sqrt(3 / fanIn), Math.sqrt(3 / fanIn)));
 */
export function uniform(least: number, greatest: number): Distribution {
  const variance = (greatest - least) ** 2 / 12;
  return {
    mean: (least + greatest) / 2,
    variance,
    kurtosis: 9 / 5,
    range: [least, greatest],
    cumulative: (deviations) => Math.min(Math.max(0.5 + deviations / Math.sqrt(12), 0), 1),
  };
}

/**
 * The normal distribution, by its mean and variance.
 *
 * @example
 * initializerSuite(he, ({ fanIn }) => normal(0, 2 / fanIn));
 */
export function normal(mean: number, variance: number): Distribution {
  return {
    mean,
    variance,
    kurtosis: 3,
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    cumulative: normalCumulative,
  };
}

/**
 * Always one number.
 *
 * @example
 * initializerSuite(zeros, () => always(0));
 */
export function always(value: number): Distribution {
  return {
    mean: value,
    variance: 0,
    kurtosis: 1,
    range: [value, value],
    cumulative: (deviations) => (deviations < 0 ? 0 : 1),
  };
}

/** Φ by its series about 0 (Abramowitz and Stegun, 26.2.10): to ten digits up to 6 deviations. */
function normalCumulative(x: number): number {
  if (Math.abs(x) > 6) return x < 0 ? 0 : 1;
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}
