import { execFile, execFileSync } from 'node:child_process';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PictureFiles } from './picture-files.js';
import { emptyFolder, imageFolder } from './testing/image-folder.js';
import { command, environment, runProgram } from './testing/start-program.js';
import { WrongUse } from './wrong-use.js';

const onUnix = it.skipIf(process.platform === 'win32');
const small = ['--samples', '12', '--test-samples', '6', '--epochs', '2', '--hidden', 'none', '--seed', '1'];

it('writes both pictures, in place of older files and beside nothing else', async () => {
  const folder = await emptyFolder();
  const [plot, weights] = [join(folder, 'curves.svg'), join(folder, 'weights.png')];
  await writeFile(plot, 'old');
  const files = ['--plot', plot, '--weights', weights];
  expect(await runProgram('--data', await imageFolder(), ...small, ...files)).toMatchObject({ status: 0, stderr: '' });
  expect(await readFile(plot, 'utf8')).toMatch(/^<svg .*<\/svg>\n?$/s);
  expect((await readFile(weights)).subarray(1, 4).toString()).toBe('PNG');
  expect((await readdir(folder)).sort()).toEqual(['curves.svg', 'weights.png']);
});

onUnix('refuses a file that cannot be written before it trains', async () => {
  const folder = await emptyFolder();
  const inFolder = (name: string): string => join(folder, name);
  execFileSync('mkfifo', [inFolder('pipe')]);
  await symlink('nowhere/picture', inFolder('dangling'));
  const cases: readonly (readonly [string, string])[] = [
    ['', 'It names no file.'],
    [folder, `${folder}: is a folder; name a file`],
    [`${inFolder('new')}/`, `${inFolder('new')}/: is the name of a folder; name a file`],
    [inFolder('nowhere/a'), `${inFolder('nowhere/a')}: there is no such file or folder; check the path`],
    [inFolder('dangling'), `${inFolder('dangling')}: there is no such file or folder; check the path`],
    [inFolder('pipe'), `${inFolder('pipe')}: is not a file; name a file`],
    ['/dev/null', '/dev/null: is not a file; name a file'],
  ];
  for (const [file, reason] of cases) {
    for (const option of ['plot', 'weights'] as const) {
      const check = new PictureFiles({ plot: undefined, weights: undefined, [option]: file }).check();
      await expect(check).rejects.toThrow(
        new WrongUse(`option '--${option} <file>' argument '${file}' is invalid. ${reason}`),
      );
    }
  }
  expect((await readdir(folder)).sort()).toEqual(['dangling', 'pipe']);
  for (const option of ['--plot', '--weights']) {
    const { status, stdout, stderr } = await runProgram(option, inFolder('pipe'));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: option .* argument '.*pipe' is invalid\. .*: is not a file; name a file\n$/);
  }
});

it('refuses one file for both pictures', async () => {
  const file = join(await emptyFolder(), 'picture');
  await expect(new PictureFiles({ plot: relative('', file), weights: file }).check()).rejects.toThrow(
    new WrongUse(`option '--weights <file>' argument '${file}' is invalid. It is the file of --plot.`),
  );
});

onUnix('reports the results and keeps the older pictures when the disk is full', async () => {
  const folder = await emptyFolder();
  const [plot, weights] = [join(folder, 'curves.svg'), join(folder, 'weights.png')];
  for (const file of [plot, weights]) await writeFile(file, 'old');
  const args = [...small, '--data', await imageFolder(), '--plot', plot, '--weights', weights];
  // No file may be longer than nothing: a full disk. The output is a pipe.
  const run = promisify(execFile)('sh', ['-c', 'ulimit -f 0 && exec "$0" "$@"', ...command, ...args], {
    env: { ...environment, TSX_DISABLE_CACHE: '1' },
  });
  const failure = await run.catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/\nAccuracy on 6 test samples: .*%\n$/),
    stderr: `error: ${plot}: cannot be read or written (EFBIG); ${weights}: cannot be read or written (EFBIG)\n`,
  });
  for (const file of [plot, weights]) expect(await readFile(file, 'utf8')).toBe('old');
  expect((await readdir(folder)).sort()).toEqual(['curves.svg', 'weights.png']);
});
