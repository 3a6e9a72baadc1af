import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeIdx } from '@nnf/dataset-mnist';
import { expect, it } from 'vitest';
import { emptyFolder, imageFolder } from './testing/image-folder.js';
import { runProgram } from './testing/start-program.js';

const small = ['--samples', '12', '--test-samples', '6', '--epochs', '2'];

async function expectOneLine(folder: string, message: RegExp): Promise<void> {
  const { status, stdout, stderr } = await runProgram('--data', folder, ...small);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
}

it('names what is missing in a folder without the files', async () => {
  const folder = await imageFolder();
  await rm(join(folder, 't10k-labels-idx1-ubyte'));
  await expectOneLine(folder, /^error: .*t10k-labels-idx1-ubyte/);
});

it('says that there is no such folder', async () => {
  await expectOneLine(join(await emptyFolder(), 'nowhere'), /^error: .*nowhere: there is no such file or folder/);
});

it('refuses a file and an empty name in place of a folder', async () => {
  const file = join(await imageFolder(), 'train-images-idx3-ubyte');
  await expectOneLine(file, /^error: .*train-images-idx3-ubyte: there is a file where a folder was expected/);
  await expectOneLine('', /^error: option '--data <folder>' argument '' is invalid\. It names no folder\.$/);
});

it('names the file that is not IDX', async () => {
  const folder = await imageFolder();
  await writeFile(join(folder, 'train-images-idx3-ubyte'), '<html>not found</html>');
  await expectOneLine(folder, /^error: .*train-images-idx3-ubyte: .*another kind of file/);
});

it('names the file that is cut', async () => {
  const folder = await imageFolder();
  await writeFile(join(folder, 't10k-images-idx3-ubyte'), Uint8Array.of(0, 0, 8, 3, 0, 0));
  await expectOneLine(folder, /^error: .*t10k-images-idx3-ubyte: .*cut/);
});

it('trains on images of any size and number of classes', async () => {
  const { status, stdout } = await runProgram('--data', await imageFolder(), ...small, '--json', '--hidden', '5');
  expect(status).toBe(0);
  expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ layers: [6, 5, 3], samples: 12, testSamples: 6 });
});

it('learns an easy task', async () => {
  const folder = await imageFolder();
  const options = [
    '--hidden',
    'none',
    '--initializer',
    'xavier',
    '--learning-rate',
    '0.5',
    '--batch-size',
    '4',
    '--shuffle',
  ];
  const { stdout } = await runProgram('--data', folder, ...small, '--epochs', '30', ...options);
  expect(stdout).toMatch(/Accuracy on 6 test samples: 100\.00%\n$/);
});

it('warns of classes that mostly do not occur, and refuses them with --classes', async () => {
  const folder = await imageFolder();
  await writeFile(
    join(folder, 't10k-labels-idx1-ubyte'),
    writeIdx({ type: 'uint8', shape: [6], data: Uint8Array.of(0, 1, 2, 0, 1, 99) }),
  );
  const warned = await runProgram('--data', folder, ...small);
  expect(warned.status).toBe(0);
  expect(warned.stdout).toContain(
    '\n100 classes, 4 of which occur. Warning: is a label of 99 right? --classes gives their number\n',
  );
  const { status, stdout, stderr } = await runProgram('--data', folder, ...small, '--classes', '3');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(
    /t10k-labels-idx1-ubyte: row 5 has class 99, expected .* 0 to 2; correct the file or --classes\n$/,
  );
  const json = await runProgram('--data', await imageFolder(), ...small, '--classes', '4', '--json');
  expect(JSON.parse(json.stdout.split('\n')[0]!)).toMatchObject({ classes: 4, occurringClasses: 3 });
});
