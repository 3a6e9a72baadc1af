import { downloadWhole, openFirst } from './download.js';
import { fail } from './fail.js';
import type { IdxArray } from './idx-array.js';
import { checkByRules } from './option-rules.js';
import { readWhole } from './read-elements.js';
import { type FetchOptions, fetchRules, Transfer } from './transfer.js';
import { isUrl } from './url.js';

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
  return readWhole(await openFirst([addressOf(url, 'fetchIdx', 'url')], (at) => downloadWhole(at, transfer)));
}

/** @throws NnfError `INVALID_ARGUMENT` unless it is a string or a URL; `where` is the function, `what` its argument */
export function addressOf(address: string | URL, where: string, what: string, expected = 'an address'): string {
  if (isUrl(address)) return address.href;
  if (typeof address === 'string' && address !== '') return address;
  return fail('INVALID_ARGUMENT', where, `${what} is ${address === '' ? "''" : String(address)}, expected ${expected}`);
}
