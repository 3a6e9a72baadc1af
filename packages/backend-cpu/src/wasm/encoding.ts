/**
 * Appends values in WebAssembly's binary format to a list of bytes.
 * WebAssembly Core Specification 2.0, §5.2 (Values): LEB128 integers and names.
 */

/** Appends an unsigned LEB128 (§5.2.2). */
export function pushUnsigned(bytes: number[], value: number): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** Appends a 32-bit integer as a signed LEB128 (§5.2.2). */
export function pushSigned(bytes: number[], value: number): void {
  let rest = value | 0;
  while (rest < -0x40 || rest >= 0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
}

/** Appends a name of ASCII characters: its length, then its characters (§5.2.4). */
export function pushName(bytes: number[], text: string): void {
  pushUnsigned(bytes, text.length);
  for (let i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i));
}

const paddedLength = 5;

/** Reserves space for the size of what follows, which `endSized` writes. Returns the position of that space. */
export function beginSized(bytes: number[]): number {
  return bytes.push(0, 0, 0, 0, 0) - paddedLength;
}

/**
 * Writes the size of all bytes appended since `beginSized`, and of `more` bytes that follow elsewhere, as an unsigned
 * LEB128 padded to five bytes.
 */
export function endSized(bytes: number[], place: number, more = 0): void {
  const size = bytes.length - place - paddedLength + more;
  for (let i = 0; i < paddedLength; i++)
    bytes[place + i] = ((size >>> (7 * i)) & 0x7f) | (i < paddedLength - 1 ? 0x80 : 0);
}
