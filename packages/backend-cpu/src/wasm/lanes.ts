import type { DataType } from '@nnf/core';
import {
  F32,
  F32x4,
  F64,
  F64x2,
  I32x4,
  I64x2,
  type Opcode,
  V128,
  ValueType,
  type VectorOpcode,
} from './instructions.js';

/** The vector instructions of one number type, under names common to all types. */
export interface Lanes {
  readonly dataType: DataType;
  /** Numbers in a 128-bit vector. */
  readonly count: number;
  /** Bytes of a number. */
  readonly bytes: number;
  readonly scalarType: ValueType;
  readonly vector: { readonly [operation in LaneOperation]: VectorOpcode };
  /**
   * a · b + c, rounded once if the machine can. Only for products, and only if results may differ from machine to
   * machine.
   */
  readonly multiplyAdd?: VectorOpcode;
  readonly scalar: { readonly [operation in ScalarOperation]: Opcode };
}

type LaneOperation =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'max'
  | 'min'
  | 'abs'
  | 'floor'
  | 'sqrt'
  | 'nearest'
  | 'not'
  | 'and'
  | 'or'
  | 'eq'
  | 'lt'
  | 'gt'
  | 'le'
  | 'ge'
  | 'loadSplat'
  | 'storeLane'
  | 'extract'
  | 'addBits'
  | 'subBits'
  | 'shiftLeft'
  | 'shiftRight';
type ScalarOperation = 'load' | 'store' | 'add' | 'max' | 'gt' | 'eq' | 'ne' | 'convert';

/** Bitwise operations, the same for both types. */
const logical = { not: V128.not, and: V128.and, or: V128.or } as const;

export const float32Lanes: Lanes = {
  dataType: 'float32',
  count: 4,
  bytes: 4,
  scalarType: ValueType.f32,
  vector: {
    add: F32x4.add,
    sub: F32x4.sub,
    mul: F32x4.mul,
    div: F32x4.div,
    neg: F32x4.neg,
    max: F32x4.max,
    min: F32x4.min,
    abs: F32x4.abs,
    floor: F32x4.floor,
    sqrt: F32x4.sqrt,
    nearest: F32x4.nearest,
    eq: F32x4.eq,
    lt: F32x4.lt,
    gt: F32x4.gt,
    le: F32x4.le,
    ge: F32x4.ge,
    ...logical,
    loadSplat: V128.load32_splat,
    storeLane: V128.store32_lane,
    extract: F32x4.extract_lane,
    addBits: I32x4.add,
    subBits: I32x4.sub,
    shiftLeft: I32x4.shl,
    shiftRight: I32x4.shr_s,
  },
  scalar: {
    load: F32.load,
    store: F32.store,
    add: F32.add,
    max: F32.max,
    gt: F32.gt,
    eq: F32.eq,
    ne: F32.ne,
    convert: F32.convert_i32_u,
  },
};

export const float64Lanes: Lanes = {
  dataType: 'float64',
  count: 2,
  bytes: 8,
  scalarType: ValueType.f64,
  vector: {
    add: F64x2.add,
    sub: F64x2.sub,
    mul: F64x2.mul,
    div: F64x2.div,
    neg: F64x2.neg,
    max: F64x2.max,
    min: F64x2.min,
    abs: F64x2.abs,
    floor: F64x2.floor,
    sqrt: F64x2.sqrt,
    nearest: F64x2.nearest,
    eq: F64x2.eq,
    lt: F64x2.lt,
    gt: F64x2.gt,
    le: F64x2.le,
    ge: F64x2.ge,
    ...logical,
    loadSplat: V128.load64_splat,
    storeLane: V128.store64_lane,
    extract: F64x2.extract_lane,
    addBits: I64x2.add,
    subBits: I64x2.sub,
    shiftLeft: I64x2.shl,
    shiftRight: I64x2.shr_s,
  },
  scalar: {
    load: F64.load,
    store: F64.store,
    add: F64.add,
    max: F64.max,
    gt: F64.gt,
    eq: F64.eq,
    ne: F64.ne,
    convert: F64.convert_i32_u,
  },
};

/** The same lanes with relaxed instructions. */
export function relaxed(lanes: Lanes): Lanes {
  return { ...lanes, multiplyAdd: lanes.count === 4 ? F32x4.relaxed_madd : F64x2.relaxed_madd };
}

/** The bytes of a vector that has the same number in every lane. */
export function repeated(lanes: Lanes, value: number): Uint8Array {
  const vector = lanes.dataType === 'float32' ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value);
  return new Uint8Array(vector.buffer);
}
