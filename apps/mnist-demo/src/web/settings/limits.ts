/** The range of a number. */
export interface Limits {
  readonly least: number;
  readonly greatest: number;
  readonly whole: boolean;
}

/** The limits of every numeric setting. */
export const limits = {
  samples: { least: 1, greatest: 60_000, whole: true },
  testSamples: { least: 1, greatest: 10_000, whole: true },
  epochs: { least: 1, greatest: 100_000, whole: true },
  learningRate: { least: 1e-9, greatest: 100, whole: false },
  batchSize: { least: 1, greatest: 60_000, whole: true },
  dropout: { least: 0, greatest: 0.95, whole: false },
  seed: { least: 0, greatest: 2 ** 32 - 1, whole: true },
} as const satisfies Readonly<Record<string, Limits>>;

/** The limits of a hidden layer's size, and the most hidden layers. */
export const widthLimits: Limits = { least: 1, greatest: 2048, whole: true };
export const mostHiddenLayers = 6;

/** Describes the expected range if a number is outside it. */
export function wrongNumber(value: number, { least, greatest, whole }: Limits): string | undefined {
  if (value >= least && value <= greatest && (!whole || Number.isInteger(value))) return undefined;
  const kind = whole ? 'a whole number' : 'a number';
  return `${kind} from ${least.toLocaleString('en-US', { maximumSignificantDigits: 12 })} to ${greatest.toLocaleString('en-US')}`;
}
