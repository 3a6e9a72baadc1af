import { InvalidArgumentError } from '@commander-js/extra-typings';

/** The largest count that an option accepts, and the largest seed of a network. */
const largest = 2 ** 32 - 1;

/** Reads a whole number written in digits only. Rejects `1.5`, `1e3`, `0x10` and ` 1`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= largest) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${largest}.`);
  };
}

/** Reads a decimal number above 0: `0.0001`, `1e-4`. */
export function positiveNumber(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('Expected a number above 0, such as 0.0001 or 1e-4.');
}

/** Reads the sizes of hidden layers, such as `10,10`. `none` and an empty text mean no hidden layers. */
export function layerSizes(text: string): readonly number[] {
  if (text === '' || text === 'none') return [];
  const sizes = text.split(',').map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  if (sizes.every((size) => size >= 1 && size <= largest)) return sizes;
  throw new InvalidArgumentError("Expected sizes of at least 1 with commas between, such as 10,10, or 'none'.");
}
