import { createHash } from 'node:crypto';

/** A file of the built page. */
export interface BuiltFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes the names of the page's files and a version into the service worker's script. The version changes with any file.
 *
 * @throws Error if the script lacks the placeholders
 */
export function fillServiceWorker(script: string, files: readonly BuiltFile[]): string {
  const hash = createHash('sha256');
  for (const { name, content } of files.toSorted((a, b) => a.name.localeCompare(b.name)))
    hash.update(name).update(content);
  const names = JSON.stringify(files.map(({ name }) => `./${name}`));
  if (!script.includes('%FILES%') || !script.includes('%VERSION%'))
    throw new Error('the service worker has no %FILES%');
  return script.replace('%FILES%', () => names).replace('%VERSION%', hash.digest('hex').slice(0, 16));
}
