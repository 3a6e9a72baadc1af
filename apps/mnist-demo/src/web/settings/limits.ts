/** From where to where a number may go. */
export interface Limits {
  readonly least: number;
  readonly greatest: number;
  readonly whole: boolean;
}

/** Of every setting that is a number. */
export const limits = {
  samples: { least: 1, greatest: 60_000, whole: true },
  testSamples: { least: 1, greatest: 10_000, whole: true },
  epochs: { least: 1, greatest: 100_000, whole: true },
  learningRate: { least: 1e-9, greatest: 100, whole: false },
  batchSize: { least: 1, greatest: 60_000, whole: true },
  dropout: { least: 0, greatest: 0.95, whole: false },
  seed: { least: 0, greatest: 2 ** 32 - 1, whole: true },
} as const satisfies Readonly<Record<string, Limits>>;

/** Of one hidden layer, and how many there may be. */
export const widthLimits: Limits = { least: 1, greatest: 2048, whole: true };
export const mostHiddenLayers = 6;

/** The expected range, if a number is outside of it. */
export function wrongNumber(value: number, { least, greatest, whole }: Limits): string | undefined {
  if (value >= least && value <= greatest && (!whole || Number.isInteger(value))) return undefined;
  const kind = whole ? 'a whole number' : 'a number';
  return `${kind} from ${least.toLocaleString('en-US', { maximumSignificantDigits: 12 })} to ${greatest.toLocaleString('en-US')}`;
}
