import type { IdxData, IdxType } from './idx-array.js';

/** The bytes of a typed array, shared. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * Converts elements in place between IDX's byte order, most significant byte first, and the machine's own, in either
 * direction. It moves bytes, not numbers, so every bit of a NaN survives.
 *
 * @param size bytes per element
 */
export function swapByteOrder(bytes: Uint8Array, size: number): void {
  if (size === 1 || bytesOf(new Uint16Array([1]))[0] === 0) return;
  for (let start = 0; start < bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}

/**
 * Writes elements of one type into the beginning of an array of the same type, bit by bit, or of float32: a `uint8` v as v/255,
 * rounded once, the same bits as NumPy's `v.astype('float32') / 255`; other types by value, since nothing says their range.
 */
export function convert(type: IdxType, data: IdxData[IdxType], toType: IdxType, target: IdxData[IdxType]): void {
  if (type !== 'uint8' || toType === type) {
    target.set(data);
    return;
  }
  // A byte has 256 values, so 256 divisions are enough. Four elements per turn take three quarters of the time of one in V8.
  const quotients = Float32Array.from({ length: 256 }, (_, value) => value / 255);
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    target[i] = quotients[data[i] as number] as number;
    target[i + 1] = quotients[data[i + 1] as number] as number;
    target[i + 2] = quotients[data[i + 2] as number] as number;
    target[i + 3] = quotients[data[i + 3] as number] as number;
  }
  for (let i = whole; i < data.length; i++) target[i] = quotients[data[i] as number] as number;
}
