import { type Download, downloadWhole, statusOf } from './download.js';
import { fail } from './fail.js';
import type { Transfer } from './transfer.js';

/**
 * Begins to download a file of which only the beginning is wanted. `firstBytes` of it are asked for with `Range`, and then twice
 * as much as there is, each time that the reader wants more. A server without ranges sends everything; closing ends the transfer.
 *
 * @throws NnfError as {@link Transfer.ask}
 */
export async function downloadBeginning(url: string, transfer: Transfer, firstBytes: number): Promise<Download> {
  const response = await transfer.ask(url, [0, firstBytes - 1]);
  const range = rangeOf(response);
  if (range?.from === 0) {
    return { response, size: range.total, chunks: rangeChunks(response, range.total, url, transfer) };
  }
  if (response.status !== 206 && response.status !== 416) return downloadWhole(url, transfer, response);
  // An empty file has no first byte; and without a readable Content-Range nothing says where the file ends.
  await response.body?.cancel();
  return downloadWhole(url, transfer);
}

/** The chunks of a response, and of the ranges after it, each asked for when somebody wants more. */
async function* rangeChunks(
  first: Response,
  total: number,
  url: string,
  transfer: Transfer,
): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  for (let response = first; ; ) {
    const before = received;
    for await (const chunk of transfer.body(response, url, before)) {
      received += chunk.length;
      yield chunk;
    }
    if (received >= total || received === before) return;
    response = await transfer.ask(url, [received, Math.min(total, 3 * received) - 1]);
    const range = rangeOf(response);
    if (range?.from === received && range.total === total) continue;
    await response.body?.cancel();
    const asked = `asked for bytes from ${received} of ${total}, the server answered ${statusOf(response)}`;
    const found = range === undefined ? '' : ` with bytes from ${range.from} of ${range.total}`;
    fail('IDX_FETCH', url, `${asked}${found}; the file has changed; try again`);
  }
}

/** The range of a 206, where its header can be read. */
function rangeOf({ status, headers }: Response): { readonly from: number; readonly total: number } | undefined {
  if (status !== 206) return undefined;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return from === undefined || total === undefined ? undefined : { from: Number(from), total: Number(total) };
}
