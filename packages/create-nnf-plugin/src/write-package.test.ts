import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePackage } from './write-package.js';
import { WrongUse } from './wrong-use.js';

const files = { 'package.json': '{ "name": "nnf-loss-soft-step" }', 'src/index.ts': 'export const softStep = 1;' };
let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'create-nnf-plugin-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

describe('writePackage', () => {
  it('creates the folder and its files', async () => {
    const folder = join(scratch, 'a/b');
    expect(await writePackage(files, folder)).toEqual({ folder, files: 2 });
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{ "name": "nnf-loss-soft-step" }');
    expect(readFileSync(join(folder, 'src/index.ts'), 'utf8')).toBe('export const softStep = 1;');
  });

  it('writes into a folder that is empty', async () => {
    await writePackage(files, scratch);
    expect(readdirSync(scratch).sort()).toEqual(['package.json', 'src']);
  });

  it.each([
    ['a file', '.git'],
    ['files', 'a', 'b', 'c', 'd'],
  ])('leaves a folder with %s as it is', async (_, ...mine) => {
    for (const file of mine) writeFileSync(join(scratch, file), 'mine');
    const found = mine.length > 3 ? 'a, b, c, …' : mine.join(', ');
    await expect(writePackage(files, scratch)).rejects.toThrow(
      new WrongUse(`${scratch} is not empty: it has ${found}; name another with --directory`),
    );
    expect(readdirSync(scratch).sort()).toEqual(mine);
  });

  it('refuses a file in place of a folder, and a folder below it', async () => {
    const file = join(scratch, 'file');
    writeFileSync(file, 'mine');
    await expect(writePackage(files, file)).rejects.toThrow(new WrongUse(`${file} is not a folder`));
    await expect(writePackage(files, join(file, 'below'))).rejects.toThrow(WrongUse);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('refuses a folder with an empty folder in it', async () => {
    mkdirSync(join(scratch, 'src'));
    await expect(writePackage(files, scratch)).rejects.toThrow('is not empty: it has src');
  });

  it('removes what it has written when a later file cannot be written, and can then be run again', async () => {
    const tooLong = 'x'.repeat(300);
    const folder = join(scratch, 'a/b');
    for (const bad of [tooLong, `src/deep/${tooLong}`, `${tooLong}/file`]) {
      await expect(writePackage({ ...files, [bad]: '' }, folder)).rejects.toThrow(
        /x cannot be created \(the name is too long, ENAMETOOLONG\); nothing was written$/,
      );
      expect(readdirSync(scratch)).toEqual([]);
    }
    expect(await writePackage(files, folder)).toEqual({ folder, files: 2 });
  });

  it('keeps an empty folder that was there', async () => {
    await expect(writePackage({ ...files, ['x'.repeat(300)]: '' }, scratch)).rejects.toThrow('ENAMETOOLONG');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('removes a file that the disk has room for only in part', () => {
    const folder = join(scratch, 'new');
    // A limit on the size of files stands for a full disk: the write fails in the middle of a file.
    const program =
      `import { writePackage } from ${JSON.stringify(fileURLToPath(new URL('./write-package.ts', import.meta.url)))};` +
      `await writePackage({ small: 'x', large: 'x'.repeat(1 << 20) }, ${JSON.stringify(folder)})` +
      '.catch((error) => console.log(error.message));';
    const printed = execFileSync(
      'sh',
      ['-c', 'ulimit -f 64 && exec "$0" "$@"', process.execPath, '--import', import.meta.resolve('tsx')].concat([
        '--input-type=module',
        '--eval',
        program,
      ]),
      { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
    );
    expect(printed).toBe(`${join(folder, 'large')} cannot be created (EFBIG); nothing was written\n`);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.skipIf(!existsSync('/proc/self'))('returns where the file system takes no folders', async () => {
    await expect(writePackage(files, '/proc/x')).rejects.toThrow(/^\/proc\/x cannot be created \(.*, E[A-Z]+\)/);
    await expect(writePackage(files, '/proc/x/y/z')).rejects.toThrow(/^\/proc\/x cannot be created \(.*, E[A-Z]+\)/);
  });
});
