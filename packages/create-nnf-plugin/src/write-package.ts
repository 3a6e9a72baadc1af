import { mkdir, open, readdir, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Template } from './template.js';
import { WrongUse } from './wrong-use.js';

/**
 * Writes a package's files into a folder, which is created if needed. If it cannot write all of them, it removes what it has
 * created, so that the next run finds the folder as this one did.
 *
 * @param files texts by path
 * @throws WrongUse if the folder is not empty or not a folder; nothing is written then
 * @throws Error that names the file or folder that cannot be written: on a full disk, on a read-only one
 */
export async function writePackage(
  files: Template['files'],
  place: string,
): Promise<{ readonly folder: string; readonly files: number }> {
  const folder = resolve(place);
  await checkEmpty(folder);
  /** Undoes what was created, in this order. */
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const [path, text] of Object.entries(files)) {
      await createFolder(dirname(join(folder, path)), undo);
      await createFile(join(folder, path), text, undo);
    }
  } catch (error) {
    // A file that somebody else has put there meanwhile stays, and so does its folder.
    for (const remove of undo) await remove().catch(() => {});
    throw error;
  }
  return { folder, files: Object.keys(files).length };
}

async function checkEmpty(folder: string): Promise<void> {
  let entries: readonly string[];
  try {
    entries = await readdir(folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') throw new WrongUse(`${folder} is not a folder`);
    throw new Error(`${folder} cannot be read (${code})`, { cause: error });
  }
  if (entries.length === 0) return;
  const found = entries.length > 3 ? `${entries.slice(0, 3).join(', ')}, …` : entries.join(', ');
  throw new WrongUse(`${folder} is not empty: it has ${found}; name another with --directory`);
}

/**
 * Creates a folder and those above it, one by one: the `recursive` of `mkdir` reports ENOENT on a read-only disk and never
 * returns below `/proc`.
 */
async function createFolder(folder: string, undo: (() => Promise<void>)[]): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; !(await exists(at)); at = dirname(at)) {
    missing.unshift(at);
    // A drive that does not exist is its own parent.
    if (dirname(at) === at) break;
  }
  for (const at of missing) {
    await mkdir(at).catch((error: unknown) => failWriting(at, error));
    undo.unshift(() => rmdir(at));
  }
}

/** Writes a new file; never one that appeared meanwhile. */
async function createFile(file: string, text: string, undo: (() => Promise<void>)[]): Promise<void> {
  try {
    const handle = await open(file, 'wx');
    undo.unshift(() => unlink(file));
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  } catch (error) {
    failWriting(file, error);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    return failWriting(path, error);
  }
}

/** What the file system's codes mean to someone who wants to write. */
const reasons: Partial<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something else has this name',
  ENAMETOOLONG: 'the name is too long',
  // Its parent exists, so this is no missing folder: /proc and the like answer so.
  ENOENT: 'the file system takes no new entries here',
  ENOSPC: 'the disk is full',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

function failWriting(path: string, cause: unknown): never {
  const code = codeOf(cause);
  const reason = reasons[code] === undefined ? code : `${reasons[code]}, ${code}`;
  throw new Error(`${path} cannot be created (${reason}); nothing was written`, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
