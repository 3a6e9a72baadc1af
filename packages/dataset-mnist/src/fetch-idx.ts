import { NnfError } from '@nnf/core';
import type { ByteSource } from './byte-source.js';
import { type Missing, openDownload } from './download.js';
import { fail } from './fail.js';
import type { IdxArray } from './idx-array.js';
import { type IdxFile, openIdx } from './open-idx.js';
import { checkByRules } from './option-rules.js';
import { readWhole } from './read-elements.js';
import { type FetchOptions, fetchRules, Transfer } from './transfer.js';

/**
 * Fetches any IDX file, raw or gzip, of any type and rank. Its first bytes decide, not its name.
 *
 * @param url relative to the page in a browser
 * @throws NnfError `IDX_NOT_FOUND` where the server does not have the file, `IDX_FETCH` where it cannot be reached, breaks off,
 * or answers otherwise, `INVALID_ARGUMENT` for a wrong argument; `IDX_MAGIC`, `IDX_TYPE`, `IDX_LENGTH`, `IDX_GZIP`,
 * `IDX_MEMORY` where the file is not what it should be. The signal's own reason, whatever it is, when it aborts
 * @example
 * const { shape, data } = await fetchIdx('/data/train-labels-idx1-ubyte.gz', { signal: AbortSignal.timeout(60_000) });
 */
export async function fetchIdx(url: string | URL, options: FetchOptions = {}): Promise<IdxArray> {
  checkByRules('fetchIdx', options, fetchRules);
  const transfer = new Transfer(options);
  return readWhole(await openFirst([addressOf(url, 'fetchIdx', 'url')], (at) => openDownload(at, transfer)));
}

/**
 * Opens the first file that is there, and reads the IDX header.
 *
 * @param urls where the file may be, tried in this order
 * @param download begins a download
 * @throws NnfError `IDX_NOT_FOUND` where none is there; as `download` and {@link openIdx}
 */
export async function openFirst(
  urls: readonly string[],
  download: (url: string) => Promise<ByteSource | Missing>,
): Promise<IdxFile> {
  const tried: string[] = [];
  for (const url of urls) {
    const source = await download(url);
    if (!('missing' in source)) return openIdx(source);
    tried.push(`${url} (${source.missing})`);
  }
  throw new NnfError('IDX_NOT_FOUND', `looked for ${tried.join(', ')}; found none of them; check the address`);
}

/** @throws NnfError `INVALID_ARGUMENT` unless it is a string or a URL; `where` is the function, `what` its argument */
export function addressOf(address: string | URL, where: string, what: string, expected = 'an address'): string {
  if ((typeof address === 'string' && address !== '') || address instanceof URL) return String(address);
  return fail('INVALID_ARGUMENT', where, `${what} is ${address === '' ? "''" : String(address)}, expected ${expected}`);
}
