import { NnfError } from '@nnf/core';
import { checkInflated } from './check-inflated.js';
import { gunzipChunks, mostInflated } from './gunzip-chunks.js';
import type { IdxArray } from './idx-array.js';
import { isGzip } from './idx-header.js';
import { openStream } from './idx-source.js';
import { parseIdx } from './parse-idx.js';
import { readElements } from './read-elements.js';

/**
 * Reads a whole IDX file from its bytes, raw or gzip; it looks at them, not at a name. Raw bytes are read as by
 * {@link parseIdx}, without a copy where elements are single bytes.
 *
 * A gzip is inflated no further than the IDX header in it promises, plus one piece, whatever it would expand to. It may have one member,
 * as every published IDX file has: browsers inflate no more (`@nnf/dataset-mnist/node` reads several).
 *
 * @param bytes all of the file
 * @param name the file's name, for errors
 * @throws NnfError as {@link parseIdx}, and `IDX_GZIP` where the gzip is damaged, cut, or followed by something
 * @example
 * const gzip = new Blob([writeIdx(array)]).stream().pipeThrough(new CompressionStream('gzip'));
 * const bytes = new Uint8Array(await new Response(gzip).arrayBuffer());
 * const same = await readIdx(bytes, 'array.gz');
 */
export async function readIdx(bytes: Uint8Array, name = 'IDX bytes'): Promise<IdxArray> {
  if (!isGzip(bytes)) return parseIdx(bytes, name);
  if (bytes.length < shortestGzip) throw tooShortGzip(name, bytes.length);
  const inflate = (): AsyncGenerator<Uint8Array> => gunzipChunks(once(bytes));
  const chunks = inflate();
  const source = await openStream(chunks, name, { atMost: mostInflated(bytes.length) }, async () => {
    await chunks.return(undefined);
  });
  try {
    await checkInflated(source, bytes.subarray(-4), inflate);
    return await readElements(source);
  } finally {
    await source.close();
  }
}

/** A gzip's header is 10 bytes, its trailer 8, and nothing deflated takes 2. */
export const shortestGzip = 20;

export function tooShortGzip(name: string, found: number): NnfError {
  return new NnfError('IDX_GZIP', `${name}: the gzip is cut: it has ${found} bytes, the shortest has ${shortestGzip}`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
