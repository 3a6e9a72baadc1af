import type { Place, Statements } from './statements.js';

/** A sum of up to this many terms is one chain of additions. */
export const longestChain = 1024;

/**
 * How a longer sum is divided. Each block is a chain. The blocks' sums are added by `fan`, these sums again by `fan`, and so
 * on, since shaders have no float64. With more levels, finding a term's place takes longer.
 */
interface Division {
  readonly longestBlock: number;
  readonly fan: number;
}
export const productDivision: Division = { longestBlock: 1024, fan: 16 };
export const reductionDivision: Division = { longestBlock: 64, fan: 8 };

/** The sums of a kernel. */
interface Sums extends Division {
  /** How many terms each sum has. */
  readonly count: number;
  /** How many sums there are, side by side. */
  readonly width: number;
  /** How many places make one in the loop's counter. */
  readonly unit: 1 | 4;
  /** Whether variables are float64 numbers, so that a chain may have any length. */
  readonly inFloat64: boolean;
}

/** Writes a loop over `count` places: the first ones, or those from `start` on, which is a number of units as text. */
export type Loop<At = Place> = (count: number, start: string | undefined, body: (place: At) => void) => void;

/**
 * Writes sums. One chain of millions of float32 numbers would lose several digits.
 *
 * @param terms the terms at a place, one for each sum
 * @returns the names of the sums
 */
export function addUp<At>(
  statements: Statements,
  { count, width, unit, inFloat64, longestBlock, fan }: Sums,
  loop: Loop<At>,
  terms: (place: At) => readonly string[],
): readonly string[] {
  const zeros = (): readonly string[] => Array.from({ length: width }, () => statements.variable('0.0'));
  const addTo = (sums: readonly string[], parts: readonly string[]): void => {
    sums.forEach((sum, i) => {
      statements.add(`${sum} = ${sum} + ${parts[i]};`);
    });
  };
  const addChain = (sums: readonly string[], length: number, start?: string): void => {
    loop(length, start, (place) => addTo(sums, terms(place)));
  };
  /** Adds what the body writes into sums of its own. */
  const addPart = (sums: readonly string[], write: (part: readonly string[]) => void): void => {
    const part = zeros();
    write(part);
    addTo(sums, part);
  };
  /** Adds blocks from `start` on, `fan` to the power of `levels`. */
  const addBlocks = (sums: readonly string[], levels: number, length: number, start: string): void => {
    if (levels === 0) {
      addChain(sums, length, start);
      return;
    }
    // The counter counts places, so a place is a sum of counters.
    statements.forSteps(fan, (length * fan ** (levels - 1)) / unit, (counter) => {
      addPart(sums, (part) => addBlocks(part, levels - 1, length, `${counter} + ${start}`));
    });
  };

  const totals = zeros();
  if (count <= longestChain || inFloat64) addChain(totals, count);
  else {
    // What is left after blocks of equal length is divided again.
    for (let first = 0; first < count; ) {
      const left = count - first;
      const start = String(first / unit);
      let blocks = 1;
      let levels = 0;
      for (; left / blocks > longestBlock; levels++) blocks *= fan;
      // A loop over products takes eight places in each turn.
      const length = levels === 0 ? left : left / blocks - ((left / blocks) % 8);
      addPart(totals, (part) => addBlocks(part, levels, length, start));
      first += length * blocks;
    }
  }
  return totals.map((total) => statements.settle(total));
}
