import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
});
