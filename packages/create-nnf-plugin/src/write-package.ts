import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Template } from './template.js';
import { WrongUse } from './wrong-use.js';

/**
 * Writes a package's files into a folder, which is created if needed.
 *
 * @param files texts by path
 * @throws WrongUse if the folder is not empty or not a folder; nothing is written then
 */
export async function writePackage(
  files: Template['files'],
  place: string,
): Promise<{ readonly folder: string; readonly files: number }> {
  const folder = resolve(place);
  await checkEmpty(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    // Never overwrites a file that appeared meanwhile.
    await writeFile(join(folder, path), text, { flag: 'wx' });
  }
  return { folder, files: Object.keys(files).length };
}

async function checkEmpty(folder: string): Promise<void> {
  let entries: readonly string[];
  try {
    entries = await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') throw new WrongUse(`${folder} is not a folder`);
    throw error;
  }
  if (entries.length === 0) return;
  const found = entries.length > 3 ? `${entries.slice(0, 3).join(', ')}, …` : entries.join(', ');
  throw new WrongUse(`${folder} is not empty: it has ${found}; name another with --directory`);
}
