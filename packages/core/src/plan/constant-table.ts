/** Numbers a plan's constants by content: arrays with equal bits get the same number. Each array is hashed once. */
export class ConstantTable {
  readonly #numbers = new Map<Float64Array, number>();
  readonly #alike = new Map<number, Float64Array[]>();

  /** The number for the array's content. */
  number(values: Float64Array): number {
    const known = this.#numbers.get(values);
    if (known !== undefined) return known;
    const bits = bitsOf(values);
    // FNV-1a, to avoid comparing all large arrays of one size with each other.
    let hash = bits.length;
    for (const word of bits) hash = Math.imul(hash ^ word, 0x01000193);
    const alike = this.#alike.get(hash) ?? [];
    this.#alike.set(hash, alike);
    const same = alike.find((other) => sameBits(bitsOf(other), bits));
    const number = same ? this.#numbers.get(same)! : this.#numbers.size;
    if (!same) alike.push(values);
    this.#numbers.set(values, number);
    return number;
  }
}

function bitsOf({ buffer, byteOffset, length }: Float64Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, 2 * length);
}

function sameBits(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
