import { fileURLToPath } from 'node:url';
import { NnfError } from '@nnf/core';

/**
 * A path as it is, a `file:` URL as its path.
 *
 * @throws NnfError `INVALID_ARGUMENT` for anything else
 */
export function localPath(location: string | URL, what: string): string {
  if (typeof location === 'string' && location !== '') return location;
  if (location instanceof URL && location.protocol === 'file:') return fileURLToPath(location);
  throw new NnfError(
    'INVALID_ARGUMENT',
    `${what} is ${location === '' ? "''" : String(location)}, expected a path or a file: URL; @nnf/dataset-mnist/web fetches`,
  );
}

/** The error for what the file system refused: `IDX_NOT_FOUND` where nothing is there, `IDX_FILE` for everything else. */
export function fileError(path: string, cause: unknown): NnfError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  if (code === 'ENOTDIR') {
    return new NnfError('IDX_NOT_FOUND', `${path}: there is a file where a folder was expected; check the path`, {
      cause,
    });
  }
  if (code === 'ENOENT') {
    return new NnfError('IDX_NOT_FOUND', `${path}: there is no such file or folder; check the path`, { cause });
  }
  return new NnfError('IDX_FILE', `${path}: cannot be read or written (${code})`, { cause });
}
