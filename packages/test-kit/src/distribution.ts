/** A distribution, as far as the checks need it. */
export interface Distribution {
  /** The expected value. */
  readonly mean: number;
  /** E[(x − mean)²]; 0 for a constant. */
  readonly variance: number;
  /** The kurtosis, E[(x − mean)⁴] / variance². It decides how far the variance of a sample may be off. */
  readonly kurtosis: number;
  /** The least and the greatest number; infinite if unbounded. */
  readonly range: readonly [least: number, greatest: number];
  /** The probability of a number below the mean plus this many standard deviations. */
  readonly cumulative: (deviations: number) => number;
}

/**
 * The uniform distribution between two numbers.
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
 * The normal distribution with a mean and a variance.
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
 * A constant.
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
