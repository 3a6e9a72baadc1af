import { NnfError } from '@nnf/core';
import type { FetchProgress, Transfer } from './download.js';
import type { ImageOptions } from './image-options.js';

/** How files are fetched. */
export interface FetchOptions extends ImageOptions {
  /** Ends everything; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever bytes have arrived. What it throws ends the call. */
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
  /** Used in place of the global `fetch`: to send credentials, or through a cache. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** @throws NnfError `INVALID_ARGUMENT` for what is no signal or no function; the signal's reason where it is aborted already */
export function transferOf({ signal, onProgress, fetch }: FetchOptions): Transfer {
  if (signal !== undefined && !(typeof signal === 'object' && 'aborted' in signal)) {
    throw new NnfError('INVALID_ARGUMENT', `option signal is ${String(signal)}, expected an AbortSignal`);
  }
  for (const [option, value] of Object.entries({ onProgress, fetch })) {
    if (value !== undefined && typeof value !== 'function') {
      throw new NnfError('INVALID_ARGUMENT', `option ${option} is ${String(value)}, expected a function`);
    }
  }
  signal?.throwIfAborted();
  let received = 0;
  let total: number | undefined = 0;
  return {
    fetch: fetch ?? ((...request) => globalThis.fetch(...request)),
    signal,
    expect(bytes) {
      total = total === undefined || bytes === undefined ? undefined : total + bytes;
    },
    arrived(bytes, url) {
      received += bytes;
      onProgress?.({ received, total, url });
    },
  };
}

/**
 * How much to ask for at first where only some samples are wanted: as many images of MNIST's size, and a header. Smaller
 * images are there at once, larger ones with one or two requests more.
 */
export function firstPiece(samples: number | undefined): number | undefined {
  return samples === undefined ? undefined : 1024 + samples * 784;
}
