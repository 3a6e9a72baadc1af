import type { FunctionCode } from './function-code.js';
import { V128, type VectorOpcode } from './instructions.js';
import { type Lanes, repeated } from './lanes.js';

/** Puts one vector on the stack when called. */
export type Term = () => void;

/** Writes vector instructions as nested formulas: `f.add(f.mul(a, b), c)` is a term, nothing is emitted until it is used. */
export class VectorFormula {
  constructor(
    readonly code: FunctionCode,
    readonly lanes: Lanes,
  ) {}

  /** Computes a term now and keeps it: the result may be used any number of times. */
  let(term: Term): Term {
    term();
    const local = this.code.local('v128');
    this.code.set(local);
    return () => this.code.get(local);
  }

  /** The same number in every lane. */
  number(value: number): Term {
    const bytes = repeated(this.lanes, value);
    return () => this.code.v128(bytes);
  }

  op(name: VectorOpcode, ...terms: readonly Term[]): Term {
    return () => {
      for (const term of terms) term();
      this.code.vector(name);
    };
  }

  add = (a: Term, b: Term): Term => this.op(this.lanes.vector.add, a, b);
  sub = (a: Term, b: Term): Term => this.op(this.lanes.vector.sub, a, b);
  mul = (a: Term, b: Term): Term => this.op(this.lanes.vector.mul, a, b);
  /** sum + a · b */
  multiplyAdd = (sum: Term, a: Term, b: Term): Term =>
    this.lanes.multiplyAdd ? this.op(this.lanes.multiplyAdd, a, b, sum) : this.add(sum, this.mul(a, b));
  div = (a: Term, b: Term): Term => this.op(this.lanes.vector.div, a, b);
  neg = (a: Term): Term => this.op(this.lanes.vector.neg, a);
  abs = (a: Term): Term => this.op(this.lanes.vector.abs, a);
  max = (a: Term, b: Term): Term => this.op(this.lanes.vector.max, a, b);
  min = (a: Term, b: Term): Term => this.op(this.lanes.vector.min, a, b);
  nearest = (a: Term): Term => this.op(this.lanes.vector.nearest, a);

  /** `whenTrue` in the lanes where the mask is set. */
  select = (mask: Term, whenTrue: Term, whenFalse: Term): Term => this.op(V128.bitselect, whenTrue, whenFalse, mask);

  /** Integer addition and subtraction of the bit patterns. */
  addBits = (a: Term, b: Term): Term => this.op(this.lanes.vector.addBits, a, b);
  subBits = (a: Term, b: Term): Term => this.op(this.lanes.vector.subBits, a, b);
  /** The bit patterns moved left, or right with their sign. */
  shiftLeft = (a: Term, places: number): Term => this.op(this.lanes.vector.shiftLeft, a, () => this.code.i32(places));
  shiftRight = (a: Term, places: number): Term => this.op(this.lanes.vector.shiftRight, a, () => this.code.i32(places));

  /** Lanes of two vectors by number, the second's counting on from the first's. */
  shuffle(a: Term, b: Term, lanes: readonly number[]): Term {
    const { bytes } = this.lanes;
    const places = lanes.flatMap((lane) => Array.from({ length: bytes }, (_, byte) => lane * bytes + byte));
    return () => {
      a();
      b();
      this.code.shuffle(places);
    };
  }

  /** c₀ + c₁x + c₂x² + … by Horner's rule. */
  polynomial(coefficients: readonly number[], x: Term): Term {
    return coefficients.reduceRight<Term | undefined>(
      (sum, coefficient) => (sum ? this.add(this.mul(sum, x), this.number(coefficient)) : this.number(coefficient)),
      undefined,
    )!;
  }
}
