import { NnfError } from '@nnf/core';
import { describeHeader } from './idx-header.js';
import { GzipFailure, type IdxSource } from './idx-source.js';

/**
 * Checks, before memory is taken, that a gzip whose every byte is at hand holds what its header promises.
 *
 * A gzip ends in its inflated length. Where that agrees with the header, and is not more than a gzip can expand to, nothing more is read. Where it does not, the gzip is damaged, or
 * has several members, of which only the last one's length is there: then everything is inflated once and counted, and
 * nothing kept.
 *
 * @param lastFour its last four bytes
 * @param inflate inflates it from the start
 * @throws NnfError `IDX_GZIP` when it is damaged or cut, `IDX_LENGTH` when it holds more or less than the header promises
 */
export async function checkInflated(
  { header, name, lengthKnown }: IdxSource,
  lastFour: Uint8Array,
  inflate: () => AsyncIterable<Uint8Array>,
): Promise<void> {
  const { totalBytes } = header;
  const stated = new DataView(lastFour.buffer, lastFour.byteOffset).getUint32(0, true);
  if (lengthKnown && stated === totalBytes % 2 ** 32) return;
  let inflated = 0;
  try {
    for await (const chunk of inflate()) {
      inflated += chunk.length;
      if (inflated > totalBytes) break;
    }
  } catch (error) {
    if (!(error instanceof GzipFailure)) throw error;
    throw new NnfError(
      'IDX_GZIP',
      `${name}: the gzip is damaged or cut: ${error.message} (its header promises ${describeHeader(header)}, ${totalBytes} ` +
        `bytes in all; ${inflated} came out of it)`,
      { cause: error },
    );
  }
  if (inflated === totalBytes) return;
  const found = inflated > totalBytes ? `more, at least ${inflated}` : `${inflated}: it is cut`;
  throw new NnfError(
    'IDX_LENGTH',
    `${name}: its header promises ${describeHeader(header)}, ${totalBytes} bytes in all; it inflates to ${found}, ` +
      'or the header is damaged',
  );
}
