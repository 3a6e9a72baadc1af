import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdxFile } from './idx-file.js';
import { checkReplaceable, replaceFile } from './replace-file.js';
import { failureOf } from './test-support/failure-of.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnf-replace-'));
});
afterEach(() => rm(folder, { recursive: true }));

const onUnix = it.skipIf(process.platform === 'win32');
const inFolder = (name: string): string => join(folder, name);

describe('replaceFile', () => {
  it('writes text and bytes, new and in place of an older file, and leaves nothing else', async () => {
    await replaceFile(inFolder('a'), 'first, and longer');
    await replaceFile(pathToFileURL(inFolder('a')), 'ä');
    await replaceFile(inFolder('b'), Uint8Array.of(1, 2));
    expect(await readFile(inFolder('a'), 'utf8')).toBe('ä');
    expect([...(await readFile(inFolder('b')))]).toEqual([1, 2]);
    expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
  });

  onUnix('keeps the permissions of the older file', async () => {
    await writeFile(inFolder('a'), 'old');
    await chmod(inFolder('a'), 0o666);
    await replaceFile(inFolder('a'), 'new');
    expect((await stat(inFolder('a'))).mode & 0o777).toBe(0o666);
  });

  onUnix('follows links, also to what does not exist yet', async () => {
    await mkdir(inFolder('deep/er'), { recursive: true });
    await symlink('deep/er', inFolder('short'));
    // Out of deep/er, not out of the folder of the link.
    await symlink('short/../target', inFolder('link'));
    for (const content of ['first', 'second']) {
      await replaceFile(inFolder('link'), content);
      expect(await readFile(inFolder('deep/target'), 'utf8')).toBe(content);
      expect(await readlink(inFolder('link'))).toBe('short/../target');
    }
    expect((await readdir(folder)).sort()).toEqual(['deep', 'link', 'short']);
  });

  it.runIf(process.platform === 'linux')('refuses an open file of a process, such as its output', async () => {
    const output = await open(inFolder('output'), 'w');
    await symlink(`/proc/self/fd/${output.fd}`, inFolder('link'));
    for (const path of [`/proc/self/fd/${output.fd}`, `/dev/fd/${output.fd}`, inFolder('link')]) {
      const message = `IDX_FILE ${path}: is an open file of a process; name a file`;
      expect(await failureOf(() => replaceFile(path, 'new'))).toBe(message);
      expect(await failureOf(() => checkReplaceable(path))).toBe(message);
    }
    await output.writeFile('results');
    await output.close();
    expect(await readFile(inFolder('output'), 'utf8')).toBe('results');
  });

  onUnix('keeps the older file when the disk is full, and names the file', async () => {
    const module = JSON.stringify(fileURLToPath(new URL('./node.ts', import.meta.url)));
    for (const name of ['old', 'new', 'old.idx', 'new.idx']) {
      if (name.startsWith('old')) await writeFile(inFolder(name), 'old');
      const before = (await readdir(folder)).sort();
      const array = "{ type: 'uint8', shape: [1 << 20], data: new Uint8Array(1 << 20) }";
      const call = name.endsWith('idx')
        ? `writeIdxFile(${JSON.stringify(inFolder(name))}, ${array})`
        : `replaceFile(${JSON.stringify(inFolder(name))}, new Uint8Array(1 << 20))`;
      const program = `import { replaceFile, writeIdxFile } from ${module};
        await ${call}.catch((error) => console.log(error.code, error.message));`;
      const node = [process.execPath, '--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program];
      const tsconfig = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
      const env = { ...process.env, TSX_DISABLE_CACHE: '1', TSX_TSCONFIG_PATH: tsconfig };
      // A limit on the size of files stands for a full disk: the write fails in the middle of a file.
      const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -f 64 && exec "$0" "$@"', ...node], { env });
      expect(stdout).toBe(`IDX_FILE ${inFolder(name)}: cannot be read or written (EFBIG)\n`);
      expect((await readdir(folder)).sort()).toEqual(before);
      if (name.startsWith('old')) expect(await readFile(inFolder(name), 'utf8')).toBe('old');
    }
  });
});

describe.each([
  ['replaceFile', (file: string) => replaceFile(file, 'new')],
  ['checkReplaceable', checkReplaceable],
  ['writeIdxFile', (file: string) => writeIdxFile(file, { type: 'uint8', shape: [], data: Uint8Array.of(1) })],
])('%s', (_, write) => {
  it('refuses what is no file, with its name', async () => {
    expect(await failureOf(() => write(''))).toMatch(/^INVALID_ARGUMENT the file is ''/);
    expect(await failureOf(() => write(folder))).toBe(`IDX_FILE ${folder}: is a folder; name a file`);
    expect(await failureOf(() => write(`${inFolder('new')}/`))).toBe(
      `IDX_FILE ${inFolder('new')}/: is the name of a folder; name a file`,
    );
    expect(await failureOf(() => write(inFolder('nowhere/a')))).toBe(
      `IDX_NOT_FOUND ${inFolder('nowhere/a')}: there is no such file or folder; check the path`,
    );
    expect(await failureOf(() => write(inFolder('x'.repeat(300))))).toMatch(
      /^IDX_FILE .*x: cannot be .* \(ENAMETOOLONG\)$/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  onUnix('refuses a pipe and a device, and a link to nowhere or to itself', async () => {
    execFileSync('mkfifo', [inFolder('pipe')]);
    expect(await failureOf(() => write(inFolder('pipe')))).toBe(
      `IDX_FILE ${inFolder('pipe')}: is not a file; name a file`,
    );
    expect(await failureOf(() => write('/dev/null'))).toBe('IDX_FILE /dev/null: is not a file; name a file');
    await symlink('nowhere/a', inFolder('dangling'));
    expect(await failureOf(() => write(inFolder('dangling')))).toMatch(/^IDX_NOT_FOUND .*dangling: there is no such/);
    await symlink('loop', inFolder('loop'));
    expect(await failureOf(() => write(inFolder('loop')))).toMatch(/^IDX_FILE .*loop: .* \(ELOOP\)$/);
    expect((await readdir(folder)).sort()).toEqual(['dangling', 'loop', 'pipe']);
  });

  it.skipIf(!existsSync('/proc/self'))('refuses a folder that has no new files', async () => {
    expect(await failureOf(() => write('/proc/x'))).toMatch(/^IDX_[A-Z_]+ \/proc\/x: /);
  });
});

it('checkReplaceable leaves an older file as it is, and no new one', async () => {
  await writeFile(inFolder('a'), 'old');
  for (const name of ['a', 'b']) await checkReplaceable(inFolder(name));
  expect(await readdir(folder)).toEqual(['a']);
  expect(await readFile(inFolder('a'), 'utf8')).toBe('old');
});
