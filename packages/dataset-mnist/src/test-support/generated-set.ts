import type { IdxArray } from '../idx-array.js';
import { randomOf } from './random.js';

/** Random images, four pixels in five 0 as in MNIST, and labels; every class occurs when there are at least as many rows as classes. */
export function generatedSet(rows: number, height: number, width: number, classes: number, seed = 1) {
  const random = randomOf(seed);
  const images: IdxArray<'uint8'> = {
    type: 'uint8',
    shape: [rows, height, width],
    data: Uint8Array.from({ length: rows * height * width }, () => Math.max(0, Math.floor(random() * 1280) - 1024)),
  };
  const labels: IdxArray<'uint8'> = {
    type: 'uint8',
    shape: [rows],
    data: Uint8Array.from({ length: rows }, (_, row) => (row < classes ? row : Math.floor(random() * classes))),
  };
  return { images, labels };
}
