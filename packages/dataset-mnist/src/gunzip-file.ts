import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isNnfError } from '@nnf/core';
import { GzipFailure } from './idx-source.js';
import { readAt } from './read-at.js';

/** 256 KiB, in and out: fewer turns of the event loop than the 16 KiB that are the default. */
const chunkSize = 1 << 18;

/**
 * Inflates a file from its start, one or several gzip members, no further than it is asked to. The handle stays open.
 *
 * @throws GzipFailure when the gzip is damaged, cut, or something follows it; NnfError `IDX_FILE` when the file cannot be read
 */
export async function* gunzipFile(
  handle: FileHandle,
  path: string,
  size: number,
): AsyncGenerator<Uint8Array, void, void> {
  const gunzip = createGunzip({ chunkSize });
  // What goes wrong arrives through the loop below too; pipeline only carries it there.
  pipeline(piecesOf(handle, path, size), gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (error) {
    if (isNnfError(error)) throw error;
    throw new GzipFailure(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    gunzip.destroy();
  }
  // zlib takes zeros after the end for padding and says nothing.
  const following = size - gunzip.bytesWritten;
  if (following > 0) throw new GzipFailure(`${following} bytes follow its end`);
}

/** Not the handle's own stream: that closes the handle when it is destroyed, and a file is inflated twice at times. */
async function* piecesOf(handle: FileHandle, path: string, size: number): AsyncGenerator<Uint8Array, void, void> {
  for (let position = 0; position < size; ) {
    const piece = new Uint8Array(Math.min(chunkSize, size - position));
    const count = await readAt(handle, path, piece, position);
    if (count === 0) return;
    position += count;
    yield piece.subarray(0, count);
  }
}
