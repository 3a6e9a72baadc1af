import { randomUUID } from 'node:crypto';
import { access, constants, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { isNnfError } from '@nnf/core';
import { codeOf, fail } from './fail.js';
import { failFile, localPath } from './file-source.js';

/**
 * Writes a whole file. An older one of that name stays as it is until all bytes are written: they go into a temporary file in the
 * same folder, which then takes the name. If that fails, for example on a full disk, the temporary file is removed.
 *
 * A symbolic link stays, and the file that it leads to is replaced.
 *
 * @param file a path or a `file:` URL, in a folder in which files can be created
 * @param content bytes, or text that is written as UTF-8
 * @throws NnfError `IDX_NOT_FOUND` where the folder does not exist, `IDX_FILE` where the file system refuses or the name belongs
 * to a folder, a pipe or a device, `INVALID_ARGUMENT` for an empty name
 * @example
 * await replaceFile('curves.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
 */
export async function replaceFile(file: string | URL, content: string | Uint8Array): Promise<void> {
  const path = localPath(file, 'the file');
  const target = await targetOf(path);
  await withTemporary(path, target, async (temporary) => {
    const handle = await open(temporary, 'wx', target.mode);
    try {
      await handle.writeFile(content);
      // The mode above is subject to the process's mask. Not every file system has permissions.
      if (target.mode !== undefined) await handle.chmod(target.mode).catch(() => {});
    } finally {
      await handle.close();
    }
    await rename(temporary, target.path);
  });
}

/**
 * Checks that {@link replaceFile} can write a file, before time is spent on its content. An older file stays as it is.
 *
 * @throws NnfError as {@link replaceFile}
 * @example
 * await checkReplaceable('curves.svg');
 */
export async function checkReplaceable(file: string | URL): Promise<void> {
  const path = localPath(file, 'the file');
  // Permissions do not tell everything: /proc grants them, and has no new files.
  await withTemporary(path, await targetOf(path), async (temporary) => {
    await (await open(temporary, 'wx')).close();
    await unlink(temporary);
  });
}

/** Where a path leads to. */
interface Target {
  /** The real path, in a folder that exists. */
  readonly path: string;
  /** The permissions of the file that is there. */
  readonly mode: number | undefined;
}

/** @throws NnfError where no file can be, as {@link replaceFile} */
async function targetOf(path: string): Promise<Target> {
  try {
    const found = await stat(path).catch(unlessMissing);
    if (found !== undefined) {
      // A pipe would be waited on for ever, and a device must not be replaced by a file.
      if (!found.isFile()) fail('IDX_FILE', path, `is ${found.isDirectory() ? 'a folder' : 'not a file'}; name a file`);
      await access(path, constants.W_OK);
    } else if (path.endsWith('/') || path.endsWith(sep)) {
      fail('IDX_FILE', path, 'is the name of a folder; name a file');
    }
    // There may be a link, also to what does not exist yet. Of a file that exists, `readlink` says that it is no link.
    const unlessLink = found === undefined ? unlessMissing : () => undefined;
    for (let at = path; ; ) {
      const folder = await realpath(dirname(at));
      // A process would go on writing to the file that was there before, for example to its output behind /dev/stdout.
      if (folder.startsWith('/proc/')) fail('IDX_FILE', path, 'is an open file of a process; name a file');
      at = join(folder, basename(at));
      const link = await readlink(at).catch(unlessLink);
      if (link === undefined) return { path: at, mode: found && found.mode & 0o777 };
      // Not joined, since `..` after another link would then be taken for the folder before it.
      at = isAbsolute(link) ? link : `${folder}/${link}`;
    }
  } catch (error) {
    if (isNnfError(error)) throw error;
    return failFile(path, error);
  }
}

async function withTemporary(path: string, target: Target, work: (temporary: string) => Promise<void>): Promise<void> {
  // Rename is atomic only within one file system, hence the same folder.
  const temporary = join(dirname(target.path), `.nnf-${randomUUID()}.tmp`);
  try {
    await work(temporary);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    failFile(path, error);
  }
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
}
