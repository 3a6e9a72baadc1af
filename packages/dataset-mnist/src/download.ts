import { NnfError } from '@nnf/core';

/** How far a download is. */
export interface FetchProgress {
  /** Bytes that have arrived, of all files together. */
  readonly received: number;
  /**
   * Bytes of all files that have been asked for so far, where every server said. `undefined` where one did not, or sends
   * them compressed by itself (`Content-Encoding`), so that the number it says is another.
   */
  readonly total: number | undefined;
  /** The address whose bytes have just arrived. */
  readonly url: string;
}

/** What every request of one call shares. */
export interface Transfer {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal | undefined;
  /** Called when a response begins, with what it will bring. */
  readonly expect: (bytes: number | undefined) => void;
  /** Called when bytes arrive. */
  readonly arrived: (bytes: number, url: string) => void;
}

/** A response whose body has not been read. */
export interface Download {
  readonly url: string;
  /** How long the whole file is, as `chunks` will bring it, where that is sure. */
  readonly size: number | undefined;
  readonly chunks: AsyncGenerator<Uint8Array, void, void>;
  /** Ends the transfer at once, also while a chunk is being waited for. */
  readonly cancel: () => Promise<void>;
}

/** What a server answers where the file is not there; the reason is for the error that lists what was tried. */
export interface Missing {
  readonly missing: string;
}

/**
 * Begins to download a file. Nothing is read but the response's head.
 *
 * @param pieceBytes where only the beginning is wanted, how much of it: that much is asked for with `Range`, and as much again each time the
 * reader wants more. A server without ranges sends everything; `cancel` then ends it as soon as enough is there
 * @throws NnfError `IDX_FETCH` where the server cannot be reached or answers with another status; the signal's reason
 */
export async function openDownload(url: string, transfer: Transfer, pieceBytes?: number): Promise<Download | Missing> {
  let response = await ask(url, transfer, pieceBytes === undefined ? undefined : [0, pieceBytes - 1]);
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
    throw new NnfError('IDX_FETCH', `${url}: the server answered ${statusOf(response)}, expected 200 or 206`);
  }
  let cancel = async (): Promise<void> => {};
  const read = (from: Response): AsyncGenerator<Uint8Array, void, void> => {
    const reader = from.body?.getReader();
    cancel = async () => {
      await reader?.cancel().catch(() => {});
    };
    return bodyChunks(reader, url, transfer);
  };
  const size = range?.total ?? exactLength(response);
  transfer.expect(exactLength(response));
  const first = read(response);
  const chunks = range === undefined ? first : withNextRanges(first, url, transfer, range, read);
  return { url, size, chunks, cancel: () => cancel() };
}

/** Asks for the rest of a file, twice as much each time, for as long as somebody reads. */
async function* withNextRanges(
  first: AsyncIterable<Uint8Array>,
  url: string,
  transfer: Transfer,
  { total }: ContentRange,
  read: (response: Response) => AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  for (let chunks = first; ; ) {
    const before = received;
    for await (const chunk of chunks) {
      received += chunk.length;
      yield chunk;
    }
    if (received >= total || received === before) return;
    const response = await ask(url, transfer, [received, Math.min(total, 3 * received) - 1]);
    const range = rangeOf(response);
    if (response.status !== 206 || range?.from !== received || range.total !== total) {
      await response.body?.cancel();
      throw new NnfError(
        'IDX_FETCH',
        `${url}: asked for bytes from ${received} of ${total}, the server answered ${statusOf(response)}` +
          `${range === undefined ? '' : ` with bytes from ${range.from} of ${range.total}`}; the file has changed; try again`,
      );
    }
    transfer.expect(exactLength(response));
    chunks = read(response);
  }
}

async function ask(url: string, { fetch, signal }: Transfer, range?: readonly [number, number]): Promise<Response> {
  try {
    const headers: Record<string, string> = range === undefined ? {} : { Range: `bytes=${range[0]}-${range[1]}` };
    return await fetch(url, { headers, signal: signal ?? null });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new NnfError('IDX_FETCH', `${url}: could not be fetched (${reasonOf(cause)})`, { cause });
  }
}

async function* bodyChunks(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  url: string,
  { signal, arrived }: Transfer,
): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  try {
    while (reader !== undefined) {
      const result = await reader.read().catch((cause: unknown) => {
        signal?.throwIfAborted();
        throw new NnfError('IDX_FETCH', `${url}: broke off after ${received} bytes (${reasonOf(cause)})`, { cause });
      });
      signal?.throwIfAborted();
      if (result.done) return;
      received += result.value.length;
      arrived(result.value.length, url);
      yield result.value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

interface ContentRange {
  readonly from: number;
  readonly total: number;
}

function rangeOf(response: Response): ContentRange | undefined {
  if (response.status !== 206) return undefined;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  return from === undefined || total === undefined ? undefined : { from: Number(from), total: Number(total) };
}

/**
 * The length of what the body brings. Not where the server compresses on the way (then it is the compressed length), nor from
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
