import { fail, reasonOf } from './fail.js';
import type { Rules } from './option-rules.js';

/** How far a download is. */
export interface FetchProgress {
  /** Bytes that have arrived, of all files together. */
  readonly received: number;
  /**
   * Bytes of all files that have been asked for so far, where every server gave them. `undefined` where one did not, or compresses
   * on the way (`Content-Encoding`), so that its number is another.
   */
  readonly total: number | undefined;
  /** The address whose bytes have just arrived. */
  readonly url: string;
}

/** How files are fetched. */
export interface FetchOptions {
  /** Ends everything; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever bytes have arrived. An error that it throws ends the call. */
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
  /** Used in place of the global `fetch`: to send credentials, or through a cache. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export const fetchRules: Rules<FetchOptions> = {
  signal: {
    expected: 'an AbortSignal',
    fits: (value) => typeof value === 'object' && value !== null && 'aborted' in value,
  },
  onProgress: { expected: 'a function', fits: (value) => typeof value === 'function' },
  fetch: { expected: 'a function', fits: (value) => typeof value === 'function' },
};

/** All requests of one call. */
export class Transfer {
  readonly #options: FetchOptions;
  #received = 0;
  #total: number | undefined = 0;

  /** @throws the signal's reason where it is aborted already */
  constructor(options: FetchOptions) {
    options.signal?.throwIfAborted();
    this.#options = options;
  }

  /**
   * Asks for a file, or for its bytes `from` up to and including `to`.
   *
   * @throws NnfError `IDX_FETCH` where the server cannot be reached; the signal's reason
   */
  async ask(url: string, range?: readonly [from: number, to: number]): Promise<Response> {
    const { fetch = globalThis.fetch, signal = null } = this.#options;
    const headers: Record<string, string> = range === undefined ? {} : { Range: `bytes=${range[0]}-${range[1]}` };
    return this.#arrival(url, 'could not be fetched', async () => fetch(url, { headers, signal }));
  }

  /**
   * The body of a response, chunk by chunk.
   *
   * @param before how many bytes of the file arrived with earlier responses
   * @throws NnfError `IDX_FETCH` where it breaks off; the signal's reason; what `onProgress` throws
   */
  async *body(response: Response, url: string, before = 0): AsyncGenerator<Uint8Array, void, void> {
    const length = exactLength(response);
    this.#total = this.#total === undefined || length === undefined ? undefined : this.#total + length;
    const reader = response.body?.getReader();
    let received = before;
    try {
      while (reader !== undefined) {
        const { done, value } = await this.#arrival(url, `broke off after ${received} bytes`, () => reader.read());
        if (done) return;
        received += value.length;
        this.#received += value.length;
        this.#options.onProgress?.({ received: this.#received, total: this.#total, url });
        yield value;
      }
    } finally {
      await reader?.cancel().catch(() => {});
    }
  }

  async #arrival<R>(url: string, problem: string, wait: () => Promise<R>): Promise<R> {
    try {
      return await wait();
    } catch (cause) {
      return fail('IDX_FETCH', url, `${problem} (${reasonOf(cause)})`, cause);
    } finally {
      // An abort comes first, whatever it made fail.
      this.#options.signal?.throwIfAborted();
    }
  }
}

/**
 * The length of the body; `undefined` where the server compresses on the way (its number is the compressed length), and from
 * another origin, where a browser hides the header that would tell.
 */
export function exactLength({ headers, type }: Response): number | undefined {
  const length = headers.get('content-length');
  const encoding = headers.get('content-encoding') ?? 'identity';
  return length === null || encoding !== 'identity' || type === 'cors' ? undefined : Number(length);
}
