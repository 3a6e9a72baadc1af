import { type ByteSource, readChunks } from './byte-source.js';
import { fail } from './fail.js';
import { exactLength, type Transfer } from './transfer.js';

/** The file is not there; the reason is for the error that lists what was tried. */
export interface Missing {
  readonly missing: string;
}

/**
 * Begins to download a file. Nothing is read but the response's head.
 *
 * @param asked the response, where it was asked for before
 * @throws NnfError `IDX_FETCH` where the server cannot be reached or answers with another status; the signal's reason
 */
export async function openDownload(url: string, transfer: Transfer, asked?: Response): Promise<ByteSource | Missing> {
  const response = asked ?? (await transfer.ask(url));
  const missing = missingReason(response);
  if (response.ok && missing === undefined) {
    return downloadSource(url, exactLength(response), transfer.body(response, url));
  }
  await response.body?.cancel();
  if (missing !== undefined) return { missing };
  return fail('IDX_FETCH', url, `the server answered ${statusOf(response)}, expected 200 or 206`);
}

/** Chunks as a source. */
export function downloadSource(
  name: string,
  size: number | undefined,
  chunks: AsyncGenerator<Uint8Array, void, void>,
): ByteSource {
  const close = async (): Promise<void> => {
    await chunks.return();
  };
  return { name, size, seekable: false, read: readChunks(chunks), close };
}

/** Servers of single-page applications send their page, with status 200, for every address that they do not have. */
function missingReason(response: Response): string | undefined {
  if ([403, 404, 410].includes(response.status)) return statusOf(response);
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  return response.ok && isPage ? `${statusOf(response)}, but an HTML page` : undefined;
}

export function statusOf({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trim();
}
