import { NnfError } from '@nnf/core';
import { readChunks } from './byte-source.js';
import { fail } from './fail.js';
import { type IdxFile, openIdx } from './open-idx.js';
import { exactLength, type Transfer } from './transfer.js';

/** A download that has begun. Nothing is read but the response's head. */
export interface Download {
  /** The first response, whose status may be any. */
  readonly response: Response;
  /** How many bytes the file has, where that is certain. */
  readonly size: number | undefined;
  readonly chunks: AsyncGenerator<Uint8Array, void, void>;
}

/**
 * Begins to download a file.
 *
 * @throws NnfError as {@link Transfer.ask}
 */
export async function downloadWhole(url: string, transfer: Transfer, asked?: Response): Promise<Download> {
  const response = asked ?? (await transfer.ask(url));
  return { response, size: exactLength(response), chunks: transfer.body(response, url) };
}

/**
 * Opens the first file that is there, and reads the IDX header.
 *
 * @param urls where the file may be, tried in this order
 * @throws NnfError `IDX_NOT_FOUND` where none is there, `IDX_FETCH` where a server answers otherwise; as `download` and
 * {@link openIdx}
 */
export async function openFirst(
  urls: readonly string[],
  download: (url: string) => Promise<Download>,
): Promise<IdxFile> {
  const tried: string[] = [];
  for (const url of urls) {
    const { response, size, chunks } = await download(url);
    // Servers of single-page applications send their page, with status 200, for every address that they do not have.
    const isPage = response.ok && response.headers.get('content-type')?.startsWith('text/html');
    if (response.ok && !isPage) {
      const close = async (): Promise<void> => {
        await chunks.return();
      };
      return openIdx({ name: url, size, seekable: false, read: readChunks(chunks), close });
    }
    await response.body?.cancel();
    const found = statusOf(response);
    if (!isPage && ![403, 404, 410].includes(response.status)) {
      fail('IDX_FETCH', url, `the server answered ${found}, expected 200 or 206`);
    }
    tried.push(`${url} (${found}${isPage ? ', but an HTML page' : ''})`);
  }
  throw new NnfError('IDX_NOT_FOUND', `looked for ${tried.join(', ')}; found none of them; check the address`);
}

export function statusOf({ status, statusText }: Response): string {
  return `${status} ${statusText}`.trim();
}
