/**
 * Numbers as WebAssembly's binary format has them.
 * WebAssembly Core Specification 2.0, §5.2 (Values): LEB128 integers, little-endian floats, vectors with their length.
 */

/** Unsigned LEB128 (§5.2.2). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

/** Appends it, without an array of its own: most of a module's bytes are such numbers. */
export function pushUnsigned(bytes: number[], value: number): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** Signed LEB128 of a 32-bit integer (§5.2.2). */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  pushSigned(bytes, value);
  return bytes;
}

/** Appends it. */
export function pushSigned(bytes: number[], value: number): void {
  let rest = value | 0;
  while (rest < -0x40 || rest >= 0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
}

/** IEEE 754 single precision (§5.2.3). */
export function float32(value: number): number[] {
  return [...new Uint8Array(new Float32Array([value]).buffer)];
}

/** IEEE 754 double precision (§5.2.3). */
export function float64(value: number): number[] {
  return [...new Uint8Array(new Float64Array([value]).buffer)];
}

/** A name: its length in bytes and its UTF-8 (§5.2.4). */
export function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
}

/** A vector: its length and its elements (§5.1.3). */
export function vector(elements: readonly (readonly number[])[]): number[] {
  return unsigned(elements.length).concat(...elements);
}
