import type { ReduceNode, Rows } from '@nnf/core';
import type { Buffer } from '../memory/buffer.js';
import { FunctionCode, type Local, zero } from '../wasm/function-code.js';
import { I32, type Opcode } from '../wasm/instructions.js';
import type { Lanes } from '../wasm/lanes.js';
import { rowCount } from './batch-rows.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';

/** The rarer reductions, number by number: positions of maxima, and everything over both axes. */
export function elementwiseReduction(
  { lanes, globals }: KernelContext,
  { reduction, axis }: ReduceNode,
  { shape, stride, address: source }: Buffer,
  { address: target }: Buffer,
): Kernel {
  const code = new FunctionCode();
  const [rows, columns] = shape;
  const [outer, inner, address] = [code.local(), code.local(), code.local()];
  const found = new Found(code, lanes, reduction);
  const { place } = found;
  // Along rows, the numbers of a column are a row apart, and columns a number; otherwise it is the other way round.
  const [count, step, outerStep] =
    axis === 'rows' ? [rowCount(rows, globals), stride, lanes.bytes] : [{ constant: columns }, lanes.bytes, stride];
  if (axis === 'both') {
    code.times(from, columns).set(place);
    found.resume(target);
  }
  code.forRange(outer, from, to, 1, () => {
    if (axis !== 'both') code.put(zero).set(place);
    code.times(outer, outerStep).set(address);
    code.forRange(inner, zero, count, 1, () => {
      found.take(address, source);
      code.increase(place, 1);
      code.increase(address, step);
    });
    if (axis !== 'both') found.store(() => code.times(outer, lanes.bytes), target);
  });
  if (axis === 'both') {
    found.store(() => code.put(zero), target);
    found.suspend(target);
  }
  if (axis === 'rows') return { code, extent: columns, ...costOverRows(rows, 3) };
  return { code, extent: rows, cost: columns * 3 };
}

/** What a piece takes that goes over all rows. */
export function costOverRows(rows: Rows, each: number): Pick<Kernel, 'cost' | 'costPerRow'> {
  return rows === 'batch' ? { cost: 1, costPerRow: each } : { cost: rows * each };
}

/** Writes code for what has been found in the numbers so far: their sum or maximum, and the maximum's position. */
class Found {
  /** How many numbers were taken. */
  readonly place: Local;
  readonly #best: Local;
  readonly #value: Local;
  readonly #position: Local;

  constructor(
    private readonly code: FunctionCode,
    private readonly lanes: Lanes,
    private readonly reduction: ReduceNode['reduction'],
  ) {
    this.place = code.local();
    this.#position = code.local();
    this.#best = code.local(lanes.scalarType);
    this.#value = code.local(lanes.scalarType);
  }

  /** Takes the number at an address. */
  take(address: Local, offset: number): void {
    const { code, place } = this;
    const { load, add, max } = this.lanes.scalar;
    const [best, value, position] = [this.#best, this.#value, this.#position];
    const combine = (operation: Opcode): unknown => code.get(best).get(value).op(operation).set(best);
    code.get(address).memory(load, offset).set(value);
    code.get(place).op(I32.eqz);
    code.when(
      () => code.get(value).set(best).put(zero).set(position),
      () => {
        if (this.reduction === 'sum') combine(add);
        else if (this.reduction === 'max') combine(max);
        else this.#takeLarger();
      },
    );
  }

  /** A NaN counts as the largest; the first of several stays. */
  #takeLarger(): void {
    const { code, place } = this;
    const { gt, ne, eq } = this.lanes.scalar;
    const [best, value] = [this.#best, this.#value];
    code.get(value).get(best).op(gt);
    code.get(value).get(value).op(ne).get(best).get(best).op(eq).op(I32.and).op(I32.or);
    code.when(() => code.get(value).set(best).get(place).set(this.#position));
  }

  store(putAddress: () => void, target: number): void {
    const { code, lanes } = this;
    putAddress();
    if (this.reduction === 'argmax') code.get(this.#position).op(lanes.scalar.convert);
    else code.get(this.#best);
    code.memory(lanes.scalar.store, target);
  }

  /** Goes on from the pieces before: what they found is in the result, and for a position in the room behind it. */
  resume(target: number): void {
    const { code, lanes } = this;
    code.put(zero).memory(lanes.scalar.load, this.#bestAt(target)).set(this.#best);
    if (this.reduction === 'argmax')
      code
        .put(zero)
        .memory(I32.load, target + positionBytes)
        .set(this.#position);
  }

  /** Leaves what was found to the pieces that follow, beyond what `store` has left. */
  suspend(target: number): void {
    if (this.reduction !== 'argmax') return;
    const { code, lanes } = this;
    code.put(zero).get(this.#best).memory(lanes.scalar.store, this.#bestAt(target));
    code
      .put(zero)
      .get(this.#position)
      .memory(I32.store, target + positionBytes);
  }

  #bestAt(target: number): number {
    return this.reduction === 'argmax' ? target + bestBytes : target;
  }
}

/** Where, behind the position itself, the largest number and its position are kept from one piece to the next. */
const bestBytes = 16;
const positionBytes = 24;
