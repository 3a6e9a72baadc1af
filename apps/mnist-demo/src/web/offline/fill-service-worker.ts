import { type Checksums, checksumOf } from './kept-files.js';

/** A file of the built page. */
export interface BuiltFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes the names and checksums of the page's files into the service worker's script.
 *
 * @param pageFiles files that every visitor needs
 * @param laterFiles files that are cached when they are first requested
 * @throws Error if the script lacks the placeholders
 */
export async function fillServiceWorker(
  script: string,
  pageFiles: readonly BuiltFile[],
  laterFiles: readonly BuiltFile[],
): Promise<string> {
  let filled = script;
  for (const [place, files] of [
    ['%PAGE_FILES%', pageFiles],
    ['%LATER_FILES%', laterFiles],
  ] as const) {
    if (!filled.includes(place)) throw new Error(`the service worker has no ${place}`);
    const checksums = JSON.stringify(await checksumsOf(files));
    filled = filled.replace(place, () => checksums);
  }
  return filled;
}

async function checksumsOf(files: readonly BuiltFile[]): Promise<Checksums> {
  const checksums: Record<string, string> = {};
  for (const { name, content } of files) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
    checksums[name] = await checksumOf(bytes);
  }
  return checksums;
}
