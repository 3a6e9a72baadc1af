import { float32, float64, pushSigned, pushUnsigned, unsigned, vector } from './encoding.js';
import {
  Control,
  F32,
  F64,
  I8x16,
  I32,
  type Opcode,
  V128,
  type ValueType,
  Variable,
  type VectorOpcode,
  valueType,
} from './instructions.js';

/** A local variable: its number in the function. */
export type Local = number;

const prefix = 0xfd;
const noResult = 0x40;
const byteAligned = 0;

/** One function's body, instruction by instruction (WebAssembly Core Specification 2.0, §5.4 and §5.5.13). */
export class FunctionCode {
  readonly #bytes: number[] = [];
  readonly #locals: ValueType[] = [];

  constructor(
    readonly parameters: readonly ValueType[],
    readonly results: readonly ValueType[] = [],
  ) {}

  /** A new local variable, 0 at first. */
  local(type: ValueType): Local {
    this.#locals.push(type);
    return this.parameters.length + this.#locals.length - 1;
  }

  /** An instruction without immediates. */
  op(instruction: Opcode): this {
    this.#bytes.push(instruction);
    return this;
  }

  /** A vector instruction without immediates. */
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

  /** A 32-bit integer; addresses above 2³¹ are written as negative numbers. */
  i32(value: number): this {
    this.#bytes.push(I32.const);
    pushSigned(this.#bytes, value);
    return this;
  }

  f32(value: number): this {
    this.#bytes.push(F32.const);
    return this.#raw(float32(value));
  }

  f64(value: number): this {
    this.#bytes.push(F64.const);
    return this.#raw(float64(value));
  }

  /** A vector constant of 16 bytes. */
  v128(bytes: Uint8Array): this {
    return this.vector(V128.const).#raw(bytes);
  }

  /** Bytes from two vectors by number: 0 to 15 from the first, 16 to 31 from the second. */
  shuffle(lanes: readonly number[]): this {
    return this.vector(I8x16.shuffle).#raw(lanes);
  }

  lane(instruction: VectorOpcode, lane: number): this {
    this.vector(instruction).#bytes.push(lane);
    return this;
  }

  /** A load or store at the address on the stack plus a constant. The alignment is a hint only, and 1 byte is never wrong. */
  memory(instruction: Opcode, offset = 0): this {
    this.#bytes.push(instruction);
    return this.#with(byteAligned, offset);
  }

  vectorMemory(instruction: VectorOpcode, offset = 0): this {
    return this.vector(instruction).#with(byteAligned, offset);
  }

  /** A store of one lane. */
  laneMemory(instruction: VectorOpcode, offset: number, lane: number): this {
    this.vectorMemory(instruction, offset).#bytes.push(lane);
    return this;
  }

  /** Code for when the condition on the stack holds, and for when it does not. */
  when(body: () => void, otherwise?: () => void): this {
    this.#bytes.push(Control.if, noResult);
    body();
    if (otherwise) {
      this.#bytes.push(Control.else);
      otherwise();
    }
    this.#bytes.push(Control.end);
    return this;
  }

  /** Runs the body while `counter < end`, adding `step` to the counter after each time; not at all if it is not below. */
  loop(counter: Local, end: () => void, step: number, body: () => void): this {
    this.get(counter);
    end();
    this.op(I32.lt_u).when(() => {
      this.#bytes.push(Control.loop, noResult);
      body();
      this.get(counter).i32(step).op(I32.add).tee(counter);
      end();
      this.op(I32.lt_u);
      this.#bytes.push(Control.br_if, 0, Control.end);
    });
    return this;
  }

  /** The function as it stands in the code section. */
  encode(): number[] {
    const locals = vector(this.#locals.map((type) => [1, valueType[type]]));
    return unsigned(locals.length + this.#bytes.length + 1).concat(locals, this.#bytes, Control.end);
  }

  /** A byte and an unsigned number after it. */
  #with(byte: number, value: number): this {
    this.#bytes.push(byte);
    pushUnsigned(this.#bytes, value);
    return this;
  }

  #raw(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.#bytes.push(bytes[i]!);
    return this;
  }
}
