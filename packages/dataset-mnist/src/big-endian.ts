/**
 * Copies elements of `size` bytes each between IDX's byte order, most significant byte first, and the machine's own, in
 * either direction. Whole bytes move, never numbers, so that every bit of a NaN survives.
 *
 * @param source as many bytes as `target`, a multiple of `size`
 */
export function copyBigEndian(source: Uint8Array, target: Uint8Array, size: number): void {
  if (size === 1 || machineIsBigEndian()) {
    target.set(source);
    return;
  }
  const last = size - 1;
  for (let start = 0; start < source.length; start += size) {
    for (let b = 0; b < size; b++) target[start + b] = source[start + last - b] as number;
  }
}

/** The bytes of any typed array, shared. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function machineIsBigEndian(): boolean {
  return bytesOf(new Uint16Array([1]))[0] === 0;
}
