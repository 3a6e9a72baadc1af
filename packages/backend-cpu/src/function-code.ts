import { float32, float64, signed, unsigned } from './encoding.js';
import { type Opcode, opcode, type ValueType, type VectorOpcode, valueType, vectorOpcode } from './instructions.js';

/** A local variable: its number in the function. */
export type Local = number;

const prefix = 0xfd;
const noResult = 0x40;

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
  op(name: Opcode): this {
    this.#bytes.push(opcode[name]);
    return this;
  }

  /** A vector instruction without immediates. */
  vector(name: VectorOpcode): this {
    this.#bytes.push(prefix, ...unsigned(vectorOpcode[name]));
    return this;
  }

  get(local: Local): this {
    this.#bytes.push(opcode['local.get'], ...unsigned(local));
    return this;
  }

  set(local: Local): this {
    this.#bytes.push(opcode['local.set'], ...unsigned(local));
    return this;
  }

  tee(local: Local): this {
    this.#bytes.push(opcode['local.tee'], ...unsigned(local));
    return this;
  }

  getGlobal(index: number): this {
    this.#bytes.push(opcode['global.get'], ...unsigned(index));
    return this;
  }

  setGlobal(index: number): this {
    this.#bytes.push(opcode['global.set'], ...unsigned(index));
    return this;
  }

  call(index: number): this {
    this.#bytes.push(opcode.call, ...unsigned(index));
    return this;
  }

  /** A 32-bit integer; addresses above 2³¹ are written as negative numbers. */
  i32(value: number): this {
    this.#bytes.push(opcode['i32.const'], ...signed(value));
    return this;
  }

  f32(value: number): this {
    this.#bytes.push(opcode['f32.const'], ...float32(value));
    return this;
  }

  f64(value: number): this {
    this.#bytes.push(opcode['f64.const'], ...float64(value));
    return this;
  }

  /** A vector constant of 16 bytes. */
  v128(bytes: Uint8Array): this {
    this.#bytes.push(prefix, ...unsigned(vectorOpcode['v128.const']), ...bytes);
    return this;
  }

  /** Bytes from two vectors by number: 0 to 15 from the first, 16 to 31 from the second. */
  shuffle(lanes: readonly number[]): this {
    this.#bytes.push(prefix, ...unsigned(vectorOpcode['i8x16.shuffle']), ...lanes);
    return this;
  }

  lane(name: VectorOpcode, lane: number): this {
    this.#bytes.push(prefix, ...unsigned(vectorOpcode[name]), lane);
    return this;
  }

  /** A load or store at the address on the stack plus a constant. The alignment is a hint only, and 1 byte is never wrong. */
  memory(name: Opcode, offset = 0): this {
    this.#bytes.push(opcode[name], 0, ...unsigned(offset));
    return this;
  }

  vectorMemory(name: VectorOpcode, offset = 0): this {
    this.#bytes.push(prefix, ...unsigned(vectorOpcode[name]), 0, ...unsigned(offset));
    return this;
  }

  /** A store of one lane. */
  laneMemory(name: VectorOpcode, offset: number, lane: number): this {
    this.vectorMemory(name, offset);
    this.#bytes.push(lane);
    return this;
  }

  /** Code for when the condition on the stack holds, and for when it does not. */
  when(body: () => void, otherwise?: () => void): this {
    this.#bytes.push(opcode.if, noResult);
    body();
    if (otherwise) {
      this.#bytes.push(opcode.else);
      otherwise();
    }
    this.#bytes.push(opcode.end);
    return this;
  }

  /** Runs the body while `counter < end`, adding `step` to the counter after each time; not at all if it is not below. */
  loop(counter: Local, end: () => void, step: number, body: () => void): this {
    this.get(counter);
    end();
    this.op('i32.lt_u').when(() => {
      this.#bytes.push(opcode.loop, noResult);
      body();
      this.get(counter).i32(step).op('i32.add').tee(counter);
      end();
      this.op('i32.lt_u');
      this.#bytes.push(opcode.br_if, 0, opcode.end);
    });
    return this;
  }

  /** The function as it stands in the code section. */
  encode(): number[] {
    const locals = this.#locals.flatMap((type) => [1, valueType[type]]);
    const body = [...unsigned(this.#locals.length), ...locals];
    const size = body.length + this.#bytes.length + 1;
    const result = unsigned(size);
    for (const byte of body) result.push(byte);
    for (const byte of this.#bytes) result.push(byte);
    result.push(opcode.end);
    return result;
  }
}
