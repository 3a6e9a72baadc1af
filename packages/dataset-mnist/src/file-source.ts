import { type FileHandle, open, stat } from 'node:fs/promises';
import { NnfError } from '@nnf/core';
import { checkInflated } from './check-inflated.js';
import { mostInflated } from './gunzip-chunks.js';
import { gunzipFile } from './gunzip-file.js';
import { describeHeader, isGzip, longestHeader, parseHeader } from './idx-header.js';
import { type IdxSource, openStream } from './idx-source.js';
import { fileError } from './local-path.js';
import { readAt } from './read-at.js';
import { shortestGzip, tooShortGzip } from './read-idx.js';

/**
 * Opens an IDX file, raw or gzip, whichever its first bytes say, and reads its header. The header agrees with the file's
 * length when this returns.
 *
 * @throws NnfError `IDX_NOT_FOUND`, `IDX_FILE`, and what is wrong with the header
 */
export async function openFile(path: string): Promise<IdxSource> {
  const handle = await openHandle(path);
  try {
    const { size } = await handle.stat();
    const start = new Uint8Array(Math.min(size, longestHeader));
    await readAt(handle, path, start, 0);
    return isGzip(start) ? await gzipSource(handle, path, size) : rawSource(handle, path, start, size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openHandle(path: string): Promise<FileHandle> {
  let isFile: boolean;
  try {
    // Asked before it is opened: to open a pipe would wait for somebody to write to it.
    isFile = (await stat(path)).isFile();
    if (isFile) return await open(path, 'r');
  } catch (error) {
    throw fileError(path, error);
  }
  throw new NnfError('IDX_FILE', `${path}: is no file; name the IDX file itself`);
}

function rawSource(handle: FileHandle, path: string, start: Uint8Array, size: number): IdxSource {
  const header = parseHeader(start, path, size);
  let position = header.headerBytes;
  return {
    name: path,
    header,
    lengthKnown: true,
    async fill(target) {
      const count = await readAt(handle, path, target, position);
      position += count;
      if (count < target.length) {
        throw new NnfError(
          'IDX_LENGTH',
          `${path}: its header promises ${describeHeader(header)}, ${header.totalBytes} bytes in all; it was cut to ` +
            `${position} while it was read`,
        );
      }
    },
    // Its length was compared before anything was read.
    finish: async () => {},
    close: () => handle.close(),
  };
}

async function gzipSource(handle: FileHandle, path: string, size: number): Promise<IdxSource> {
  if (size < shortestGzip) throw tooShortGzip(path, size);
  const lastFour = new Uint8Array(4);
  await readAt(handle, path, lastFour, size - 4);
  const inflate = (): AsyncGenerator<Uint8Array, void, void> => gunzipFile(handle, path, size);
  const chunks = inflate();
  const close = async (): Promise<void> => {
    await chunks.return();
    await handle.close();
  };
  try {
    const source = await openStream(chunks, path, { atMost: mostInflated(size) }, close);
    await checkInflated(source, lastFour, inflate);
    return source;
  } catch (error) {
    await chunks.return();
    throw error;
  }
}
