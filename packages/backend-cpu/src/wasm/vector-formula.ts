import { FunctionCode, type Local } from './function-code.js';
import { V128, ValueType, type VectorOpcode } from './instructions.js';
import { type Lanes, repeated } from './lanes.js';

/** A vector: a local variable that contains it, or a function that writes the code that puts it on the stack. */
export type Term = Local | (() => void);

/**
 * Writes vector instructions as nested formulas. `f.add(f.mul(a, b), c)` is a term; its code is written when the term
 * is used.
 */
export class VectorFormula {
  constructor(
    readonly lanes: Lanes,
    readonly code = new FunctionCode(),
  ) {}

  /** Puts a term on the stack. */
  put(term: Term): void {
    if (typeof term === 'number') this.code.get(term);
    else term();
  }

  /** Computes a term now and keeps the result, which may be used any number of times. */
  let(term: Term): Local {
    const local = this.local();
    this.assign(local, term);
    return local;
  }

  /** Adds a variable, 0 in every lane at first. */
  local(): Local {
    return this.code.local(ValueType.v128);
  }

  /** Assigns the value of a term to a variable. */
  assign(local: Local, term: Term): void {
    this.put(term);
    this.code.set(local);
  }

  /** The vector at an address plus a constant. */
  load(address: Local, offset: number): Term {
    return () => this.code.get(address).vectorMemory(V128.load, offset);
  }

  /** The number at an address plus a constant, in every lane. */
  splat(address: Local, offset: number): Term {
    return () => this.code.get(address).vectorMemory(this.lanes.vector.loadSplat, offset);
  }

  /** Stores a term at an address plus a constant. */
  store(address: Local, term: Term, offset: number): void {
    this.code.get(address);
    this.put(term);
    this.code.vectorMemory(V128.store, offset);
  }

  /** The same number in every lane. */
  number(value: number): Term {
    return () => this.putNumber(value);
  }

  putNumber(value: number): void {
    this.code.v128(repeated(this.lanes, value));
  }

  op(name: VectorOpcode, ...terms: readonly Term[]): Term {
    return () => {
      for (const term of terms) this.put(term);
      this.code.vector(name);
    };
  }

  add(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.add, a, b);
  }

  sub(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.sub, a, b);
  }

  mul(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.mul, a, b);
  }

  div(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.div, a, b);
  }

  neg(a: Term): Term {
    return this.op(this.lanes.vector.neg, a);
  }

  abs(a: Term): Term {
    return this.op(this.lanes.vector.abs, a);
  }

  max(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.max, a, b);
  }

  min(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.min, a, b);
  }

  nearest(a: Term): Term {
    return this.op(this.lanes.vector.nearest, a);
  }

  /** sum + a · b */
  multiplyAdd(sum: Term, a: Term, b: Term): Term {
    const { multiplyAdd } = this.lanes;
    return multiplyAdd ? this.op(multiplyAdd, a, b, sum) : this.add(sum, this.mul(a, b));
  }

  /** `whenTrue` in the lanes where the mask is set. */
  select(mask: Term, whenTrue: Term, whenFalse: Term): Term {
    return this.op(V128.bitselect, whenTrue, whenFalse, mask);
  }

  /** Adds the bit patterns as integers. */
  addBits(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.addBits, a, b);
  }

  /** Subtracts the bit patterns as integers. */
  subBits(a: Term, b: Term): Term {
    return this.op(this.lanes.vector.subBits, a, b);
  }

  /** The bit patterns shifted left. */
  shiftLeft(a: Term, places: number): Term {
    return this.op(this.lanes.vector.shiftLeft, a, () => this.code.i32(places));
  }

  /** The bit patterns shifted right, keeping the sign. */
  shiftRight(a: Term, places: number): Term {
    return this.op(this.lanes.vector.shiftRight, a, () => this.code.i32(places));
  }

  /** Selects lanes of two vectors by number. The second vector's lanes are numbered after the first's. */
  shuffle(a: Term, b: Term, lanes: readonly number[]): Term {
    const { bytes } = this.lanes;
    const places = lanes.flatMap((lane) => Array.from({ length: bytes }, (_, byte) => lane * bytes + byte));
    return () => {
      this.put(a);
      this.put(b);
      this.code.shuffle(places);
    };
  }

  /** c₀ + c₁x + c₂x² + … by Horner's rule. */
  polynomial(coefficients: readonly number[], x: Term): Term {
    let sum = this.number(coefficients.at(-1)!);
    for (let i = coefficients.length - 2; i >= 0; i--) {
      sum = this.add(this.mul(sum, x), this.number(coefficients[i]!));
    }
    return sum;
  }
}
