import { expect } from 'vitest';

/** Expects the same kind of array with the same bits. (`toEqual` takes seconds for a million elements.) */
export function expectSameData(found: ArrayBufferView, expected: ArrayBufferView): void {
  expect(found.constructor).toBe(expected.constructor);
  expect(found.byteLength).toBe(expected.byteLength);
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength);
  expect(Buffer.compare(bytes(found), bytes(expected))).toBe(0);
}
