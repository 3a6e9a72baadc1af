import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { weightsToPng } from './weights-png.js';

test('a picture a neuron: blue above the mean, orange below, white at it', () => {
  // Two neurons with 2 × 2 weights each. The second neuron's weights are all equal.
  const data = Float32Array.from([1, 5, 0, 5, 0, 5, -1, 5]);
  const weights = { name: 'hidden 1 weights', role: 'weight', rows: 4, columns: 2, data } as const;
  const { width, height, data: pixels } = PNG.sync.read(Buffer.from(weightsToPng(weights, 2, 2)));
  expect([width, height]).toEqual([2 * (6 + 4) + 4, 6 + 8]);
  const at = (x: number, y: number) => [...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
  expect(at(4, 4)).toEqual([31, 79, 191, 255]);
  expect(at(7, 4)).toEqual([255, 255, 255, 255]);
  expect(at(9, 9)).toEqual([194, 84, 27, 255]);
  expect(at(14, 4)).toEqual([255, 255, 255, 255]);
});
