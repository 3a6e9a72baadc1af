import type { FileHandle } from 'node:fs/promises';
import { fileError } from './local-path.js';

/** The most that one system call reads is 2 GiB less a page. */
const mostPerCall = 1 << 30;

/**
 * Reads a file's bytes from `position` on.
 *
 * @returns how many bytes there were: fewer than asked where the file ends
 * @throws NnfError `IDX_FILE` where the file cannot be read
 */
export async function readAt(handle: FileHandle, path: string, target: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const length = Math.min(target.length - filled, mostPerCall);
    const { bytesRead } = await handle.read(target, filled, length, position + filled).catch((error: unknown) => {
      throw fileError(path, error);
    });
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
