import { type ByteSource, readChunks } from './byte-source.js';
import { fail, reasonOf } from './fail.js';
import type { Transfer } from './transfer.js';

/** The file is not there; the reason is for the error that lists what was tried. */
export interface Missing {
  readonly missing: string;
}

/**
 * Begins to download a file. Nothing is read but the response's head.
 *
 * @param firstBytes where only the beginning is wanted, how much of it: it is asked for with `Range`, and then twice as much each
 * time that the reader wants more. A server without ranges sends everything; `close` then ends the transfer
 * @throws NnfError `IDX_FETCH` where the server cannot be reached or answers with another status; the signal's reason
 */
export async function openDownload(
  url: string,
  transfer: Transfer,
  firstBytes?: number,
): Promise<ByteSource | Missing> {
  let response = await ask(url, transfer, firstBytes === undefined ? undefined : [0, firstBytes - 1]);
  let range = rangeOf(response);
  if (response.status === 416 || (response.status === 206 && range?.from !== 0)) {
    // An empty file has no first byte; and without a readable Content-Range nothing says where the file ends.
    await response.body?.cancel();
    response = await ask(url, transfer);
    range = undefined;
  }
  const missing = missingReason(response);
  if (missing !== undefined || !response.ok) {
    await response.body?.cancel();
    if (missing !== undefined) return { missing };
    fail('IDX_FETCH', url, `the server answered ${statusOf(response)}, expected 200 or 206`);
  }
  const chunks = bodyChunks(response, range?.total ?? 0, url, transfer);
  return {
    name: url,
    size: range?.total ?? exactLength(response),
    seekable: false,
    readAt: readChunks(chunks),
    close: async () => {
      await chunks.return();
    },
  };
}

/** The chunks of a response, and of the ranges after it up to `total` bytes, each asked for when somebody wants more. */
async function* bodyChunks(
  response: Response,
  total: number,
  url: string,
  transfer: Transfer,
  before = 0,
): AsyncGenerator<Uint8Array, void, void> {
  transfer.expect(exactLength(response));
  const reader = response.body?.getReader();
  let received = before;
  try {
    while (reader !== undefined) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        transfer.signal?.throwIfAborted();
        return fail('IDX_FETCH', url, `broke off after ${received} bytes (${reasonOf(cause)})`, cause);
      });
      transfer.signal?.throwIfAborted();
      if (done) break;
      received += value.length;
      transfer.arrived(value.length, url);
      yield value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
  if (received >= total || received === before) return;
  const next = await ask(url, transfer, [received, Math.min(total, 3 * received) - 1]);
  const range = rangeOf(next);
  if (range?.from !== received || range.total !== total) {
    await next.body?.cancel();
    const asked = `asked for bytes from ${received} of ${total}, the server answered ${statusOf(next)}`;
    const found = range === undefined ? '' : ` with bytes from ${range.from} of ${range.total}`;
    fail('IDX_FETCH', url, `${asked}${found}; the file has changed; try again`);
  }
  yield* bodyChunks(next, total, url, transfer, received);
}

function ask(url: string, transfer: Transfer, range?: readonly [from: number, to: number]): Promise<Response> {
  return transfer.request(url, range).catch((cause: unknown) => {
    transfer.signal?.throwIfAborted();
    return fail('IDX_FETCH', url, `could not be fetched (${reasonOf(cause)})`, cause);
  });
}

interface ContentRange {
  readonly from: number;
  readonly total: number;
}

/** The range of a 206, where its header can be read. */
function rangeOf({ status, headers }: Response): ContentRange | undefined {
  if (status !== 206) return undefined;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return from === undefined || total === undefined ? undefined : { from: Number(from), total: Number(total) };
}

/**
 * The length of the body; `undefined` where the server compresses on the way (its number is the compressed length), and from
 * another origin, where a browser hides the header that would tell.
 */
function exactLength({ headers, type }: Response): number | undefined {
  const length = headers.get('content-length');
  const encoding = headers.get('content-encoding') ?? 'identity';
  return length === null || encoding !== 'identity' || type === 'cors' ? undefined : Number(length);
}

/** Servers of single-page applications send their page, with status 200, for every address that they do not have. */
function missingReason(response: Response): string | undefined {
  if ([403, 404, 410].includes(response.status)) return statusOf(response);
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  return response.ok && isPage ? `${statusOf(response)}, but an HTML page` : undefined;
}

function statusOf({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trim();
}
