import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nnf-autoencoder-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** The README, which shows the programs' output. */
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the example from its sources, in the folder. */
function run(program: 'main' | 'picture-main', ...args: readonly string[]): Promise<Outcome> {
  const file = fileURLToPath(new URL(`./${program}.ts`, import.meta.url));
  const tsconfig = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
  const env = { ...process.env, TSX_TSCONFIG_PATH: tsconfig, INIT_CWD: folder };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), file, ...args],
      { env },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('the autoencoder draws where it is told to, from where it was called', async () => {
  const { status, stdout, stderr } = await run('main', '3', '--epochs', '5', '--draw', 'bits.svg');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^seed 3: mean loss over 5 epochs.*\nruns on reference, float64 interpreter\n\n/);
  expect(readme).toMatch(/^seed 1: mean loss .*\nruns on reference, float64 interpreter\n\n/m);
  expect(readFileSync(join(folder, 'bits.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
});

test('the picture program writes the picture and what comes back', async () => {
  const png = new PNG({ width: 40, height: 40 });
  png.data.fill(255);
  for (let at = 0; at < png.data.length / 2; at += 4) png.data.fill(51, at, at + 3);
  writeFileSync(join(folder, 'mine.png'), PNG.sync.write(png));

  const { status, stdout, stderr } = await run('picture-main', 'mine.png', '--epochs', '100', '--output', 'out.png');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^mine\.png, seed 1: trained in .*\nruns on cpu, float32 WebAssembly SIMD\n\n/);
  expect(readme).toMatch(/^a ball, seed 1: trained in .*\nruns on cpu, float32 WebAssembly SIMD\n\n/m);
  const { width, height, data } = PNG.sync.read(readFileSync(join(folder, 'out.png')));
  // The picture, and the outputs after 1, 10 and 100 updates.
  expect([width, height]).toEqual([8 + 4 * 168, 176]);
  const at = (x: number, y: number): number => data[4 * (y * width + x)]!;
  expect([at(90, 40), at(90, 130)]).toEqual([51, 255]);
  expect(at(90 + 3 * 168, 130) - at(90 + 3 * 168, 40)).toBeGreaterThan(100);
});

test.each([
  ['picture-main', ['none.png'], /^error: none\.png: cannot be read: ENOENT.*\n$/],
  ['picture-main', ['damaged.png'], /^error: damaged\.png: not a PNG picture, or damaged: .*\n$/],
  [
    'picture-main',
    ['a.png', '--output', './a.png'],
    /^error: option '--output <file>' .* It is the picture to learn\.\n$/,
  ],
  [
    'picture-main',
    ['--output', 'none/a.png'],
    /^error: option '--output <file>' .*a\.png: there is no such file or folder; check the path\n$/,
  ],
  ['picture-main', ['--output', 'a.jpg'], /^error: option '--output <file>' .* Its name must end in \.png.*\n$/],
  ['picture-main', ['--epochs', '0'], /^error: option '--epochs <number>' argument '0' is invalid\..*\n$/],
  [
    'main',
    ['--draw', 'none/a.svg'],
    /^error: option '--draw <file>' .*a\.svg: there is no such file or folder; check the path\n$/,
  ],
  ['main', ['--draw', '/dev/null/a.svg'], /^error: option '--draw <file>' .*\n$/],
  ['main', ['one'], /^error: .*'one' is invalid.*\n$/],
] as const)('%s %j ends with one line and exit status 2', async (program, args, line) => {
  writeFileSync(join(folder, 'damaged.png'), 'no picture');
  const { status, stdout, stderr } = await run(program, ...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(line);
  expect(() => statSync(join(folder, 'none'))).toThrow('ENOENT');
});
