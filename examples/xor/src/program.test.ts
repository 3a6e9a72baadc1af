import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the program prints what the README shows, except time and rounding noise', async () => {
  const file = fileURLToPath(new URL('main.ts', import.meta.url));
  const tsconfig = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), file],
    { env: { ...process.env, TSX_TSCONFIG_PATH: tsconfig } },
  );
  expect(stderr).toBe('');
  expect(stdout.split('\n')[1]).toBe('runs on reference, float64 interpreter');

  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(comparable(stdout)).toEqual(comparable(shown));
});

/** The lines without trailing blanks, seconds and the last loss. Seconds and losses differ between machines and Node versions. */
function comparable(text: string): readonly string[] {
  return text.split('\n').map((line) => line.trimEnd().replace(/trained in .* at the end$/, ''));
}
