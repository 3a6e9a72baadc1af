import type { DataType } from '@nnf/core';
import type { Opcode, ValueType, VectorOpcode } from './instructions.js';

/** The vector instructions of one type of number, under names that do not say which. */
export interface Lanes {
  readonly dataType: DataType;
  /** Numbers in a vector of 128 bits. */
  readonly count: number;
  /** Bytes of a number. */
  readonly bytes: number;
  readonly scalarType: ValueType;
  readonly vector: { readonly [operation in LaneOperation]: VectorOpcode };
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
  | 'eq'
  | 'ne'
  | 'lt'
  | 'gt'
  | 'le'
  | 'ge'
  | 'splat'
  | 'loadSplat'
  | 'storeLane'
  | 'extract';
type ScalarOperation = 'load' | 'store' | 'add' | 'max' | 'gt' | 'eq' | 'ne' | 'convert';

export const float32Lanes: Lanes = {
  dataType: 'float32',
  count: 4,
  bytes: 4,
  scalarType: 'f32',
  vector: {
    add: 'f32x4.add',
    sub: 'f32x4.sub',
    mul: 'f32x4.mul',
    div: 'f32x4.div',
    neg: 'f32x4.neg',
    max: 'f32x4.max',
    min: 'f32x4.min',
    abs: 'f32x4.abs',
    floor: 'f32x4.floor',
    sqrt: 'f32x4.sqrt',
    nearest: 'f32x4.nearest',
    eq: 'f32x4.eq',
    ne: 'f32x4.ne',
    lt: 'f32x4.lt',
    gt: 'f32x4.gt',
    le: 'f32x4.le',
    ge: 'f32x4.ge',
    splat: 'f32x4.splat',
    loadSplat: 'v128.load32_splat',
    storeLane: 'v128.store32_lane',
    extract: 'f32x4.extract_lane',
  },
  scalar: {
    load: 'f32.load',
    store: 'f32.store',
    add: 'f32.add',
    max: 'f32.max',
    gt: 'f32.gt',
    eq: 'f32.eq',
    ne: 'f32.ne',
    convert: 'f32.convert_i32_u',
  },
};

export const float64Lanes: Lanes = {
  dataType: 'float64',
  count: 2,
  bytes: 8,
  scalarType: 'f64',
  vector: {
    add: 'f64x2.add',
    sub: 'f64x2.sub',
    mul: 'f64x2.mul',
    div: 'f64x2.div',
    neg: 'f64x2.neg',
    max: 'f64x2.max',
    min: 'f64x2.min',
    abs: 'f64x2.abs',
    floor: 'f64x2.floor',
    sqrt: 'f64x2.sqrt',
    nearest: 'f64x2.nearest',
    eq: 'f64x2.eq',
    ne: 'f64x2.ne',
    lt: 'f64x2.lt',
    gt: 'f64x2.gt',
    le: 'f64x2.le',
    ge: 'f64x2.ge',
    splat: 'f64x2.splat',
    loadSplat: 'v128.load64_splat',
    storeLane: 'v128.store64_lane',
    extract: 'f64x2.extract_lane',
  },
  scalar: {
    load: 'f64.load',
    store: 'f64.store',
    add: 'f64.add',
    max: 'f64.max',
    gt: 'f64.gt',
    eq: 'f64.eq',
    ne: 'f64.ne',
    convert: 'f64.convert_i32_u',
  },
};

/** The bytes of a vector with the same number in every lane. */
export function repeated(lanes: Lanes, value: number): Uint8Array {
  const vector = lanes.dataType === 'float32' ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value);
  return new Uint8Array(vector.buffer);
}
