import type { IdxArray } from './idx-array.js';
import { isGzip } from './idx-header.js';
import { openIdx } from './open-idx.js';
import { parseIdx } from './parse-idx.js';
import { readWhole } from './read-elements.js';

/**
 * Reads a whole IDX file from its bytes, raw or gzip, whichever the first bytes say. Raw bytes are read by {@link parseIdx}.
 *
 * A gzip is inflated no further than the IDX header in it promises, plus one piece. It may have one member, as every published
 * IDX file has: browsers inflate no more (`@nnf/dataset-mnist/node` reads several).
 *
 * @param bytes the whole file
 * @param name the file's name, for error messages
 * @throws NnfError as {@link parseIdx}, and `IDX_GZIP` where the gzip is damaged, cut, or followed by something
 * @example
 * const gzip = new Blob([writeIdx(array)]).stream().pipeThrough(new CompressionStream('gzip'));
 * const bytes = new Uint8Array(await new Response(gzip).arrayBuffer());
 * const same = await readIdx(bytes, 'array.gz');
 */
export async function readIdx(bytes: Uint8Array, name = 'IDX bytes'): Promise<IdxArray> {
  if (!isGzip(bytes)) return parseIdx(bytes, name);
  return readWhole(
    await openIdx({
      name,
      size: bytes.length,
      seekable: true,
      read: async (target, position) => bytes.subarray(position, position + target.length),
      close: async () => {},
    }),
  );
}
