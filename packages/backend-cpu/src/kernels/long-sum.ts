import type { Rows } from '@nnf/core';
import type { FunctionCode, Integer, Local } from '../wasm/function-code.js';
import { F32x4, F64x2, I32 } from '../wasm/instructions.js';
import { float64Lanes, repeated } from '../wasm/lanes.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';
import { rowCount } from './batch-rows.js';

/**
 * How many terms a sum adds in one chain. A longer sum is divided into blocks. Each block is a chain, and the blocks' sums
 * are added in float64. One chain of millions of float32 numbers would lose several digits.
 */
interface Chains {
  /** The most terms of a sum that is one chain. */
  readonly longest: number;
  /** The terms of a block in a longer sum. */
  readonly block: number;
}

/** In products, blocks are long: where zeros are skipped, few terms of a block remain, and its end takes as long as several. */
export const productChains: Chains = { longest: 4096, block: 4096 };

/** In other sums, blocks are short: their additions wait for one another, so the end of a block takes no time. */
export const reductionChains: Chains = { longest: 1024, block: 16 };

/** Whether a sum may be longer than one chain. */
export function mayBeLong(terms: Rows, capacity: number, { longest }: Chains): boolean {
  return (terms === 'batch' ? capacity : terms) > longest;
}

/** The most vectors that a function sums up at a time. */
const mostSums = 8;

/** Where the sums of a block are kept after the totals, if the block is added in a function of its own. */
export const blockSumsOffset: number = mostSums * 32;

/** Bytes of memory for the totals and the sums of a block. */
export const longSumBytes: number = blockSumsOffset + mostSums * 16;

/**
 * Variables for the sums of a block, which are vectors, and memory for the totals of all blocks. As variables, the totals
 * would take registers from the sums.
 */
export class LongSums {
  readonly sums: readonly Local[];
  /** Always 0: addresses of totals are constants. */
  readonly #zero: Local;

  /** @param first where sums begin: at 0 in products, else at −0, which changes no number that is added to it */
  constructor(
    private readonly formula: VectorFormula,
    private readonly totalsAddress: number,
    count: number,
    private readonly first: number,
  ) {
    this.sums = Array.from({ length: count }, () => formula.local());
    this.#zero = formula.code.local();
  }

  begin(): void {
    const { formula } = this;
    this.sums.forEach((_, i) => {
      for (const address of this.#totalsOf(i)) {
        formula.store(this.#zero, () => formula.code.v128(repeated(float64Lanes, this.first)), address);
      }
    });
  }

  beginBlock(): void {
    for (const sum of this.sums) this.formula.assign(sum, this.formula.number(this.first));
  }

  /** Adds the block's sums to the totals. */
  endBlock(): void {
    const { formula } = this;
    this.sums.forEach((sum, i) => {
      const parts =
        formula.lanes.count === 2
          ? [sum]
          : [sum, formula.shuffle(sum, sum, [2, 3, 2, 3])].map((half) => formula.op(F64x2.promote_low_f32x4, half));
      this.#totalsOf(i).forEach((address, half) => {
        const total = formula.op(F64x2.add, formula.load(this.#zero, address), parts[half]!);
        formula.store(this.#zero, total, address);
      });
    });
  }

  /** The totals, rounded to the number type. */
  totals(): readonly Term[] {
    const { formula } = this;
    return this.sums.map((_, i) => {
      const [total, upper] = this.#totalsOf(i).map((address) => formula.load(this.#zero, address));
      if (!upper) return total!;
      const rounded = (half: Term): Term => formula.op(F32x4.demote_f64x2_zero, half);
      return formula.shuffle(rounded(total!), rounded(upper), [0, 1, 4, 5]);
    });
  }

  /** The sums of the totals' lanes, as the lanes of a vector. There are as many totals as lanes, or one. */
  lanesOfTotals(): Term {
    const { formula } = this;
    const inFloat64 = this.sums.map((_, i) => {
      const [total, upper] = this.#totalsOf(i).map((address) => formula.load(this.#zero, address));
      return formula.let(upper ? formula.op(F64x2.add, total!, upper) : total!);
    });
    /** One vector of float64 from two. */
    const add = (a: Local, b: Local): Term => {
      const [low, high] =
        formula.lanes.count === 2
          ? [
              [0, 2],
              [1, 3],
            ]
          : [
              [0, 1, 4, 5],
              [2, 3, 6, 7],
            ];
      return formula.op(F64x2.add, formula.shuffle(a, b, low!), formula.shuffle(a, b, high!));
    };
    const [a, b = a, c = a, d = a] = inFloat64;
    if (formula.lanes.count === 2) return add(a!, b!);
    const rounded = (half: Term): Term => formula.op(F32x4.demote_f64x2_zero, half);
    return formula.shuffle(rounded(add(a!, b!)), rounded(add(c!, d!)), [0, 1, 4, 5]);
  }

  /** The addresses of a sum's total in float64: of one vector, or of two for the lower and the upper half in float32. */
  #totalsOf(sum: number): readonly number[] {
    const { count } = this.formula.lanes;
    const first = this.totalsAddress + sum * count * 8;
    return count === 2 ? [first] : [first, first + 16];
  }

  /**
   * Adds up in blocks. `addUp(stop)` adds the terms from the address `place` up to `stop`, and moves `place` there.
   *
   * @param terms how many there are from `place` to `end`, `step` bytes apart
   */
  addBlocks(range: Range, terms: Rows, chains: Chains, step: number, addUp: (stop: Local) => void): void {
    const { code } = this.formula;
    forBlocks(code, range, blockBytes(code, rowCount(terms), chains, step), (stop) => {
      this.beginBlock();
      addUp(stop);
      this.endBlock();
    });
  }
}

/** Addresses from which and up to which to add. */
interface Range {
  readonly place: Local;
  readonly end: Local;
}

/** A local that holds how many bytes a block has, or at least how many all terms have if their sum is one chain. */
export function blockBytes(code: FunctionCode, terms: Integer, { longest, block }: Chains, step: number): Local {
  const bytes = code.local();
  code.i32(block * step).set(bytes);
  if (block < longest) {
    code.put(terms).i32(longest).op(I32.le_u);
    code.when(() => code.i32(longest * step).set(bytes));
  }
  return bytes;
}

/** Runs the body for each block. It moves `place` to `stop`, where the block ends. */
export function forBlocks(code: FunctionCode, { place, end }: Range, bytes: Local, body: (stop: Local) => void): void {
  const stop = code.local();
  code.loop(place, end, 0, () => {
    code.get(end).set(stop);
    code.get(end).get(place).op(I32.sub).get(bytes).op(I32.gt_u);
    code.when(() => code.get(place).get(bytes).op(I32.add).set(stop));
    body(stop);
  });
}
