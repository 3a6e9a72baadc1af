import { pushSigned, pushUnsigned } from './encoding.js';
import { Control, I8x16, I32, type Opcode, V128, ValueType, Variable, type VectorOpcode } from './instructions.js';

/** A local variable, by its number in the function. */
export type Local = number;

/** An integer operand: a local variable, a constant, or a global variable of the module. */
export type Integer = Local | { readonly constant: number } | { readonly global: number };

/** The constant 0 as an `Integer`. The number 0 itself would be the first local. */
export const zero: Integer = { constant: 0 };

const prefix = 0xfd;
const noResult = 0x40;
const byteAligned = 0;
/** The most locals in one declaration, so that one byte holds their count. */
const longestRun = 127;

const twoIntegers: readonly ValueType[] = [ValueType.i32, ValueType.i32];
const none: readonly ValueType[] = [];

/**
 * The body of one function, written instruction by instruction (WebAssembly Core Specification 2.0, §5.4 and §5.5.13).
 */
export class FunctionCode {
  readonly instructions: number[] = [];
  /** Runs of locals of the same type: pairs of a count and a type. */
  readonly locals: number[] = [];
  #nextLocal: Local;

  /** @param parameters default: two 32-bit integers, which are the first two locals */
  constructor(
    readonly parameters = twoIntegers,
    readonly results = none,
  ) {
    this.#nextLocal = parameters.length;
  }

  /** Adds a local variable, which starts at 0. Default type: a 32-bit integer. */
  local(type = ValueType.i32): Local {
    const { locals } = this;
    const last = locals.length - 2;
    if (last >= 0 && locals[last + 1] === type && locals[last]! < longestRun) locals[last]! += 1;
    else locals.push(1, type);
    return this.#nextLocal++;
  }

  /** An instruction without immediate operands. */
  op(instruction: Opcode): this {
    this.instructions.push(instruction);
    return this;
  }

  /** A vector instruction without immediate operands. */
  vector(instruction: VectorOpcode): this {
    return this.#with(prefix, instruction);
  }

  get(local: Local): this {
    return this.#with(Variable.local_get, local);
  }

  set(local: Local): this {
    return this.#with(Variable.local_set, local);
  }

  tee(local: Local): this {
    return this.#with(Variable.local_tee, local);
  }

  getGlobal(index: number): this {
    return this.#with(Variable.global_get, index);
  }

  setGlobal(index: number): this {
    return this.#with(Variable.global_set, index);
  }

  call(index: number): this {
    return this.#with(Control.call, index);
  }

  /** A 32-bit integer constant. Addresses above 2³¹ become negative numbers. */
  i32(value: number): this {
    this.instructions.push(I32.const);
    pushSigned(this.instructions, value);
    return this;
  }

  /** Puts an integer on the stack. */
  put(integer: Integer): this {
    if (typeof integer === 'number') return this.get(integer);
    return 'constant' in integer ? this.i32(integer.constant) : this.getGlobal(integer.global);
  }

  /** Puts local · factor on the stack. */
  times(local: Local, factor: number): this {
    return this.get(local).i32(factor).op(I32.mul);
  }

  /** Adds a constant to the integer on the stack. */
  plus(constant: number): this {
    return this.i32(constant).op(I32.add);
  }

  /** local += constant */
  increase(local: Local, constant: number): this {
    return this.get(local).plus(constant).set(local);
  }

  /** A vector constant of 16 bytes. */
  v128(bytes: ArrayLike<number>): this {
    return this.vector(V128.const).#raw(bytes);
  }

  /** Selects bytes from two vectors: 0 to 15 from the first, 16 to 31 from the second. */
  shuffle(lanes: readonly number[]): this {
    return this.vector(I8x16.shuffle).#raw(lanes);
  }

  lane(instruction: VectorOpcode, lane: number): this {
    this.vector(instruction).instructions.push(lane);
    return this;
  }

  /**
   * A load or store at the address on the stack plus a constant. The alignment is only a hint, and 1 byte is always
   * valid.
   */
  memory(instruction: Opcode, offset = 0): this {
    this.instructions.push(instruction);
    return this.#with(byteAligned, offset);
  }

  vectorMemory(instruction: VectorOpcode, offset = 0): this {
    return this.vector(instruction).#with(byteAligned, offset);
  }

  /** A store of one lane. */
  laneMemory(instruction: VectorOpcode, offset: number, lane: number): this {
    this.vectorMemory(instruction, offset).instructions.push(lane);
    return this;
  }

  /** Runs `body` if the condition on the stack holds, and `otherwise` if not. */
  when(body: () => void, otherwise?: () => void): this {
    this.instructions.push(Control.if, noResult);
    body();
    if (otherwise) {
      this.instructions.push(Control.else);
      otherwise();
    }
    this.instructions.push(Control.end);
    return this;
  }

  /** Runs the body with the counter at `first`, `first + step`, … below `end`. */
  forRange(counter: Local, first: Integer, end: Integer, step: number, body: () => void): this {
    return this.put(first).set(counter).loop(counter, end, step, body);
  }

  /** Does the same from the counter's current value. */
  loop(counter: Local, end: Integer, step: number, body: () => void): this {
    const { instructions } = this;
    this.get(counter).put(end);
    instructions.push(I32.lt_u, Control.if, noResult, Control.loop, noResult);
    body();
    this.get(counter).plus(step).tee(counter).put(end);
    instructions.push(I32.lt_u, Control.br_if, 0, Control.end, Control.end);
    return this;
  }

  /** Runs the body, and again as long as the condition that it leaves on the stack and the other condition hold. */
  loopWhile(body: () => void, condition: () => void): this {
    const { instructions } = this;
    instructions.push(Control.loop, noResult);
    body();
    instructions.push(Control.if, noResult);
    condition();
    instructions.push(Control.br_if, 1, Control.end, Control.end);
    return this;
  }

  /** Appends a byte and an unsigned number. */
  #with(byte: number, value: number): this {
    const { instructions } = this;
    if (value < 0x80) {
      instructions.push(byte, value);
      return this;
    }
    instructions.push(byte);
    pushUnsigned(instructions, value);
    return this;
  }

  #raw(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.instructions.push(bytes[i]!);
    return this;
  }
}
