import { expect, test } from 'vitest';
import { digitFromStrokes } from './digit-from-strokes.js';
import type { Stroke } from './strokes.js';

function facts(pixels: Float32Array, width = 28) {
  let [mass, x, y] = [0, 0, 0];
  const columns = new Set<number>();
  const rows = new Set<number>();
  pixels.forEach((value, i) => {
    mass += value;
    x += value * (i % width);
    y += value * Math.floor(i / width);
    if (value > 0.5) columns.add(i % width).size && rows.add(Math.floor(i / width));
  });
  return { mass, x: x / mass, y: y / mass, width: columns.size, height: rows.size };
}

const seven: readonly Stroke[] = [
  [
    { x: 40, y: 60 },
    { x: 160, y: 60 },
    { x: 80, y: 260 },
  ],
];

test('ink fills a box of 20 pixels, and its mass is centred', () => {
  const digit = facts(digitFromStrokes(seven));
  expect(digit.height).toBe(20);
  expect(digit.width).toBeLessThan(20);
  expect(digit.x).toBeCloseTo(13.5, 1);
  expect(digit.y).toBeCloseTo(13.5, 1);
});

test('where and how large it was drawn does not count', () => {
  const elsewhere = seven.map((stroke) => stroke.map(({ x, y }) => ({ x: 7 + x / 4, y: y / 4 - 3 })));
  const [one, other] = [digitFromStrokes(seven), digitFromStrokes(elsewhere)];
  for (const [i, value] of one.entries()) expect(other[i]).toBeCloseTo(value, 4);
});

test('a dot is a dot in the middle, and no stroke is no ink', () => {
  const dot = facts(digitFromStrokes([[{ x: 3, y: 200 }]]));
  expect([dot.width, dot.height]).toEqual([2, 2]);
  expect(Math.max(...digitFromStrokes([]))).toBe(0);
});

test('a picture of another size', () => {
  const digit = facts(digitFromStrokes(seven, 14, 14), 14);
  expect(digit.height).toBe(10);
  expect(digit.x).toBeCloseTo(6.5, 1);
});
