import { fail, reasonOf } from './fail.js';
import { checkOption } from './image-options.js';

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

/** What all requests of one call share. */
export class Transfer {
  readonly signal: AbortSignal | undefined;
  readonly #fetch: typeof globalThis.fetch | undefined;
  readonly #onProgress: FetchOptions['onProgress'];
  #received = 0;
  #total: number | undefined = 0;

  /** @throws NnfError `INVALID_ARGUMENT` for a wrong option; the signal's reason where it is aborted already */
  constructor({ signal, onProgress, fetch }: FetchOptions) {
    const isSignal = signal === undefined || (typeof signal === 'object' && 'aborted' in signal);
    checkOption(isSignal, 'signal', signal, 'an AbortSignal');
    for (const [option, value] of Object.entries({ onProgress, fetch })) {
      checkOption(value === undefined || typeof value === 'function', option, value, 'a function');
    }
    signal?.throwIfAborted();
    this.signal = signal;
    this.#fetch = fetch;
    this.#onProgress = onProgress;
  }

  /**
   * Asks for a file, or for its bytes `from` up to and including `to`.
   *
   * @throws NnfError `IDX_FETCH` where the server cannot be reached; the signal's reason
   */
  async ask(url: string, range?: readonly [from: number, to: number]): Promise<Response> {
    const fetch = this.#fetch ?? globalThis.fetch;
    const headers: Record<string, string> = range === undefined ? {} : { Range: `bytes=${range[0]}-${range[1]}` };
    try {
      return await fetch(url, { headers, signal: this.signal ?? null });
    } catch (cause) {
      this.signal?.throwIfAborted();
      return fail('IDX_FETCH', url, `could not be fetched (${reasonOf(cause)})`, cause);
    }
  }

  /** A response has begun that brings so many bytes, or an unknown number. */
  expect(bytes: number | undefined): void {
    this.#total = this.#total === undefined || bytes === undefined ? undefined : this.#total + bytes;
  }

  arrived(bytes: number, url: string): void {
    this.#received += bytes;
    this.#onProgress?.({ received: this.#received, total: this.#total, url });
  }
}
