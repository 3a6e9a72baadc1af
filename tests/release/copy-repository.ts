import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from './run-command.js';

/**
 * Copies tracked files and uncommitted changes into a new git repository at `target`. It has one commit on `main`, which
 * changesets needs. `wanted` selects files by path.
 */
export async function copyRepository(
  root: string,
  target: string,
  wanted: (path: string) => boolean = () => true,
): Promise<void> {
  const listed = await runCommand(root, 'git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const deleted = await runCommand(root, 'git', ['ls-files', '-z', '--deleted']);
  const gone = new Set(deleted.split('\0'));
  const paths = new Set(listed.split('\0').filter((path) => path !== '' && !gone.has(path) && wanted(path)));
  for (const path of paths) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await cp(join(root, path), join(target, path));
  }
  await runCommand(target, 'git', ['init', '--quiet', '--initial-branch=main']);
  await runCommand(target, 'git', ['config', 'user.name', 'Test']);
  await runCommand(target, 'git', ['config', 'user.email', 'test@localhost']);
  await runCommand(target, 'git', ['config', 'commit.gpgsign', 'false']);
  await runCommand(target, 'git', ['config', 'tag.gpgsign', 'false']);
  await commitAll(target);
}

/** Commits all changes. */
export async function commitAll(folder: string): Promise<void> {
  await runCommand(folder, 'git', ['add', '--all']);
  await runCommand(folder, 'git', ['commit', '--quiet', '--message', 'Copy']);
}
