import { open, stat } from 'node:fs/promises';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { NnfError } from '@nnf/core';
import { codeOf, fail, reasonOf } from './fail.js';
import type { Inflater } from './gunzip.js';
import { type IdxFile, openIdx } from './open-idx.js';
import { isUrl } from './url.js';

/** The most that one system call reads is 2 GiB less a page. */
const mostPerCall = 1 << 30;

/**
 * Opens an IDX file, raw or gzip, of one member or several. The header agrees with the file's length when this returns.
 *
 * @throws NnfError `IDX_NOT_FOUND`, `IDX_FILE`, and as {@link openIdx}
 */
export async function openFile(path: string): Promise<IdxFile> {
  const refuse = (error: unknown): never => failFile(path, error);
  // Asked before it is opened: opening a pipe would wait for a writer.
  const found = await stat(path).catch(refuse);
  if (!found.isFile()) fail('IDX_FILE', path, 'is not a file; name the IDX file itself');
  const handle = await open(path, 'r').catch(refuse);
  const read = async (target: Uint8Array, position: number): Promise<Uint8Array> => {
    const length = Math.min(target.length, mostPerCall);
    return target.subarray(0, (await handle.read(target, 0, length, position).catch(refuse)).bytesRead);
  };
  const close = (): Promise<void> => handle.close();
  return openIdx({ name: path, size: found.size, seekable: true, read, close }, severalMembers);
}

/** Inflates with zlib, which takes several gzip members. */
function severalMembers(): Inflater {
  // Pieces of 256 KiB, in and out, take fewer turns of the event loop than the 16 KiB that are the default.
  const pieceBytes = 1 << 18;
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  const { readable, writable } = Duplex.toWeb(gunzip);
  return {
    reader: readable.getReader(),
    writer: writable.getWriter(),
    pieceBytes,
    // zlib takes zeros after the end for padding and says nothing.
    problemOf({ gzipBytes }) {
      const after = gzipBytes - gunzip.bytesWritten;
      return after > 0 ? `${after} bytes follow its end` : undefined;
    },
  };
}

/**
 * A path as it is, a `file:` URL as its path.
 *
 * @throws NnfError `INVALID_ARGUMENT` for anything else
 */
export function localPath(location: string | URL, what: string): string {
  if (typeof location === 'string' && location !== '') return location;
  if (isUrl(location) && location.protocol === 'file:') return fileURLToPath(location.href);
  const found = location === '' ? "''" : String(location);
  const expected = 'expected a path or a file: URL; @nnf/dataset-mnist/web fetches';
  throw new NnfError('INVALID_ARGUMENT', `${what} is ${found}, ${expected}`);
}

/** @throws NnfError for what the file system refused: `IDX_NOT_FOUND` where nothing is there, else `IDX_FILE` */
export function failFile(path: string, cause: unknown): never {
  const code = codeOf(cause) ?? reasonOf(cause);
  const missing: Partial<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    ENOTDIR: 'there is a file where a folder was expected',
  };
  const problem = missing[String(code)];
  if (problem !== undefined) fail('IDX_NOT_FOUND', path, `${problem}; check the path`, cause);
  return fail('IDX_FILE', path, `cannot be read or written (${String(code)})`, cause);
}
