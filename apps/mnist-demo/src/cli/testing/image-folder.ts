import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeIdx } from '@nnf/dataset-mnist';
import { onTestFinished } from 'vitest';

/** Creates a folder that is removed when the test ends. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nnf-mnist-demo-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Creates a folder like MNIST's: 12 training and 6 test images of 2 × 3 pixels, in three classes that are easy to tell apart. */
export async function imageFolder(): Promise<string> {
  const folder = await emptyFolder();
  for (const [prefix, count] of [
    ['train', 12],
    ['t10k', 6],
  ] as const) {
    const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
    const pixels = Uint8Array.from({ length: count * 6 }, (_, i) => (i % 3 === Math.floor(i / 6) % 3 ? 255 : 0));
    await writeFile(
      join(folder, `${prefix}-images-idx3-ubyte`),
      writeIdx({ type: 'uint8', shape: [count, 2, 3], data: pixels }),
    );
    await writeFile(
      join(folder, `${prefix}-labels-idx1-ubyte`),
      writeIdx({ type: 'uint8', shape: [count], data: labels }),
    );
  }
  return folder;
}
