/**
 * Opcodes of the WebAssembly Core Specification 2.0, §5.4 (Instructions), named as in the text format: `i32.add` is
 * `I32.add`. They are enums because bundlers inline the members and drop the names.
 */
export enum Control {
  loop = 0x03,
  if = 0x04,
  else = 0x05,
  end = 0x0b,
  br_if = 0x0d,
  call = 0x10,
}

/** Instructions for local and global variables. */
export enum Variable {
  local_get = 0x20,
  local_set = 0x21,
  local_tee = 0x22,
  global_get = 0x23,
  global_set = 0x24,
}

export enum I32 {
  load = 0x28,
  load8_u = 0x2d,
  store = 0x36,
  const = 0x41,
  eqz = 0x45,
  eq = 0x46,
  ne = 0x47,
  lt_u = 0x49,
  gt_u = 0x4b,
  le_u = 0x4d,
  ge_u = 0x4f,
  ctz = 0x68,
  add = 0x6a,
  sub = 0x6b,
  mul = 0x6c,
  and = 0x71,
  or = 0x72,
}

export enum F32 {
  load = 0x2a,
  store = 0x38,
  eq = 0x5b,
  ne = 0x5c,
  gt = 0x5e,
  add = 0x92,
  max = 0x97,
  convert_i32_u = 0xb3,
  demote_f64 = 0xb6,
}

export enum F64 {
  load = 0x2b,
  store = 0x39,
  eq = 0x61,
  ne = 0x62,
  gt = 0x64,
  add = 0xa0,
  mul = 0xa2,
  max = 0xa5,
  convert_i32_u = 0xb8,
  promote_f32 = 0xbb,
}

/** Vector opcodes: the number after the prefix 0xfd (§5.4.8; the relaxed ones are in version 3.0). */
export enum V128 {
  load = 0,
  load32_splat = 9,
  load64_splat = 10,
  store = 11,
  const = 12,
  not = 77,
  and = 78,
  or = 80,
  xor = 81,
  bitselect = 82,
  any_true = 83,
  store32_lane = 90,
  store64_lane = 91,
}

export enum I8x16 {
  shuffle = 13,
  ne = 36,
  bitmask = 100,
}

export enum I32x4 {
  bitmask = 164,
  shl = 171,
  shr_s = 172,
  add = 174,
  sub = 177,
}

export enum I64x2 {
  bitmask = 196,
  shl = 203,
  shr_s = 204,
  add = 206,
  sub = 209,
}

export enum F32x4 {
  extract_lane = 31,
  eq = 65,
  lt = 67,
  gt = 68,
  le = 69,
  ge = 70,
  demote_f64x2_zero = 94,
  floor = 104,
  nearest = 106,
  abs = 224,
  neg = 225,
  sqrt = 227,
  add = 228,
  sub = 229,
  mul = 230,
  div = 231,
  min = 232,
  max = 233,
  relaxed_madd = 261,
}

export enum F64x2 {
  extract_lane = 33,
  eq = 71,
  lt = 73,
  gt = 74,
  le = 75,
  ge = 76,
  promote_low_f32x4 = 95,
  floor = 117,
  nearest = 148,
  abs = 236,
  neg = 237,
  sqrt = 239,
  add = 240,
  sub = 241,
  mul = 242,
  div = 243,
  min = 244,
  max = 245,
  relaxed_madd = 263,
}

/** A one-byte instruction. */
export type Opcode = I32 | F32 | F64;
/** An instruction after the vector prefix. */
export type VectorOpcode = V128 | I8x16 | I32x4 | I64x2 | F32x4 | F64x2;

/** Value types (§5.3.1–§5.3.2). */
export enum ValueType {
  i32 = 0x7f,
  f32 = 0x7d,
  f64 = 0x7c,
  v128 = 0x7b,
}
