import { NnfError } from '@nnf/core';
import { type ByteSource, readChunks } from './byte-source.js';
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
  const fail = (problem: string, cause?: unknown): never => {
    throw new NnfError('IDX_FETCH', `${url}: ${problem}`, { cause });
  };
  const ask = (range?: readonly [number, number]): Promise<Response> =>
    transfer.request(url, range).catch((cause: unknown) => {
      transfer.signal?.throwIfAborted();
      return fail(`could not be fetched (${reasonOf(cause)})`, cause);
    });

  let response = await ask(firstBytes === undefined ? undefined : [0, firstBytes - 1]);
  let range = rangeOf(response);
  if (response.status === 416 || (response.status === 206 && range?.from !== 0)) {
    // An empty file has no first byte; and without a readable Content-Range nothing says where the file ends.
    await response.body?.cancel();
    response = await ask();
    range = undefined;
  }
  const missing = missingReason(response);
  if (missing !== undefined || !response.ok) {
    await response.body?.cancel();
    return missing === undefined ? fail(`the server answered ${statusOf(response)}, expected 200 or 206`) : { missing };
  }
  const size = range?.total ?? exactLength(response);
  let received = 0;
  let body: ReadableStreamDefaultReader<Uint8Array> | undefined;
  /** Where the response began whose body is read. */
  let from = 0;
  const read = (next: Response): void => {
    transfer.expect(exactLength(next));
    body = next.body?.getReader();
    from = received;
  };
  const nextChunk = async (): Promise<Uint8Array | undefined> => {
    const result = await body?.read().catch((cause: unknown) => {
      transfer.signal?.throwIfAborted();
      return fail(`broke off after ${received} bytes (${reasonOf(cause)})`, cause);
    });
    transfer.signal?.throwIfAborted();
    if (result?.value !== undefined) {
      received += result.value.length;
      transfer.arrived(result.value.length, url);
      return result.value;
    }
    const total = range?.total ?? 0;
    if (received >= total || received === from) return undefined;
    const next = await ask([received, Math.min(total, 3 * received) - 1]);
    const found = rangeOf(next);
    if (found?.from !== received || found.total !== total) {
      await next.body?.cancel();
      const answer = found === undefined ? '' : ` with bytes from ${found.from} of ${found.total}`;
      return fail(
        `asked for bytes from ${received} of ${total}, the server answered ${statusOf(next)}${answer}; the file has changed; try again`,
      );
    }
    read(next);
    return nextChunk();
  };
  read(response);
  return {
    name: url,
    size,
    seekable: false,
    readAt: readChunks(nextChunk),
    close: async () => body?.cancel().catch(() => {}),
  };
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

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message;
}
