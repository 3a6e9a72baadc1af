import { NnfError } from '@nnf/core';
import { type Download, openDownload, type Transfer } from './download.js';
import { gunzipChunks, mostInflated } from './gunzip-chunks.js';
import { isGzip } from './idx-header.js';
import { type IdxSource, openStream } from './idx-source.js';

/**
 * Opens the first of some addresses that is there, and reads the IDX header.
 *
 * @param urls where the file may be, tried in this order
 * @param pieceBytes see {@link openDownload}
 * @throws NnfError `IDX_NOT_FOUND` where none is there; what is wrong with the header; as {@link openDownload}
 */
export async function openFirst(urls: readonly string[], transfer: Transfer, pieceBytes?: number): Promise<IdxSource> {
  const tried: string[] = [];
  for (const url of urls) {
    const download = await openDownload(url, transfer, pieceBytes);
    if ('missing' in download) tried.push(`${url} (${download.missing})`);
    else return await sourceOf(download);
  }
  throw new NnfError('IDX_NOT_FOUND', `looked for ${tried.join(', ')}; found none of them; check the address`);
}

async function sourceOf({ url, size, chunks, cancel }: Download): Promise<IdxSource> {
  try {
    // Looked at, not taken from the name: a server may have inflated `.gz` on the way (Content-Encoding).
    const start = await atLeastTwo(chunks);
    const all = startingWith(start, chunks);
    if (!isGzip(start)) return await openStream(all, url, { exactly: size }, cancel);
    const inflated = gunzipChunks(all);
    const close = async (): Promise<void> => {
      await cancel();
      await inflated.return();
    };
    return await openStream(inflated, url, { atMost: size === undefined ? undefined : mostInflated(size) }, close);
  } catch (error) {
    await cancel();
    throw error;
  }
}

async function atLeastTwo(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array();
  while (start.length < 2) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    const both = new Uint8Array(start.length + value.length);
    both.set(start);
    both.set(value, start.length);
    start = both;
  }
  return start;
}

async function* startingWith(
  start: Uint8Array,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  yield start;
  yield* chunks;
}
