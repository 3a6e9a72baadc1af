import { type Download, downloadWhole, statusOf } from './download.js';
import { fail } from './fail.js';
import { exactLength, type Transfer } from './transfer.js';

/**
 * Begins to download a file of which only the beginning is wanted. `firstBytes` of it are asked for with `Range`, and then twice
 * as much as there is, each time that the reader wants more. A server without ranges sends everything; closing ends the transfer.
 *
 * A server may send fewer bytes than it was asked for. Then the rest comes out of the whole file, with one request more: a server
 * that sends a byte per request would otherwise be asked for every byte.
 *
 * @throws NnfError as {@link Transfer.ask}
 */
export async function downloadBeginning(url: string, transfer: Transfer, firstBytes: number): Promise<Download> {
  const response = await transfer.ask(url, [0, firstBytes - 1]);
  const range = rangeOf(response);
  if (range?.from === 0) {
    return { response, size: range.total, chunks: rangeChunks(response, range.total, firstBytes, url, transfer) };
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
  firstBytes: number,
  url: string,
  transfer: Transfer,
): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  let asked = Math.min(total, firstBytes);
  for (let response = first; ; ) {
    for await (const chunk of transfer.body(response, url, received)) {
      received += chunk.length;
      yield chunk;
    }
    if (received >= total) return;
    if (received < asked) return yield* restOfWhole(received, total, url, transfer);
    asked = Math.min(total, 3 * received);
    response = await transfer.ask(url, [received, asked - 1]);
    const range = rangeOf(response);
    if (range?.from === received && range.total === total) continue;
    const found = range === undefined ? '' : ` with bytes from ${range.from} of ${range.total}`;
    await failChanged(response, `bytes from ${received} of ${total}`, found, url);
  }
}

/** The bytes of a file after the first `received`, which come again and are dropped. */
async function* restOfWhole(
  received: number,
  total: number,
  url: string,
  transfer: Transfer,
): AsyncGenerator<Uint8Array, void, void> {
  const response = await transfer.ask(url);
  const length = exactLength(response) ?? total;
  if (response.status !== 200 || length !== total) {
    await failChanged(response, `all ${total} bytes`, ` with ${length} bytes`, url);
  }
  let dropped = 0;
  for await (const chunk of transfer.body(response, url)) {
    const rest = chunk.subarray(Math.min(chunk.length, received - dropped));
    dropped += chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/** @throws NnfError `IDX_FETCH` */
async function failChanged(response: Response, asked: string, found: string, url: string): Promise<never> {
  await response.body?.cancel();
  const answer = `asked for ${asked}, the server answered ${statusOf(response)}${found}`;
  return fail('IDX_FETCH', url, `${answer}; the file has changed; try again`);
}

/** The range of a 206, where its header can be read. */
function rangeOf({ status, headers }: Response): { readonly from: number; readonly total: number } | undefined {
  if (status !== 206) return undefined;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return from === undefined || total === undefined ? undefined : { from: Number(from), total: Number(total) };
}
