import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { localPath, openFile } from './file-source.js';
import type { IdxArray } from './idx-array.js';
import { readWhole } from './read-elements.js';
import { replaceFile } from './replace-file.js';
import { writeIdx } from './write-idx.js';

/**
 * Reads any IDX file, raw or gzip, of any type and rank. Its first bytes decide, not its name. A gzip may have several members.
 *
 * @param file a path or a `file:` URL
 * @throws NnfError `IDX_NOT_FOUND`, `IDX_FILE`, `IDX_MAGIC`, `IDX_TYPE`, `IDX_LENGTH`, `IDX_GZIP`, `IDX_MEMORY`,
 * `INVALID_ARGUMENT`
 * @example
 * const { type, shape, data } = await readIdxFile('data/train-labels-idx1-ubyte.gz');
 */
export async function readIdxFile(file: string | URL): Promise<IdxArray> {
  return readWhole(await openFile(localPath(file, 'the file')));
}

/**
 * Writes an IDX file, as gzip where the name ends in `.gz`. A file of that name is replaced once all bytes are written, as
 * {@link replaceFile} does.
 *
 * @param file a path or a `file:` URL
 * @throws NnfError as {@link writeIdx} and {@link replaceFile}
 * @example
 * await writeIdxFile('my-labels-idx1-ubyte.gz', { type: 'uint8', shape: [2], data: new Uint8Array([0, 1]) });
 */
export async function writeIdxFile(file: string | URL, array: IdxArray): Promise<void> {
  const path = localPath(file, 'the file');
  const bytes = writeIdx(array);
  await replaceFile(path, path.endsWith('.gz') ? await promisify(gzip)(bytes) : bytes);
}
