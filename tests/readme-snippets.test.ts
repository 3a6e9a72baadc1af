import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listPages } from './readme-snippets/list-pages.js';
import { extractPrograms, type SnippetProgram } from './readme-snippets/snippet-program.js';
import { typeErrors } from './readme-snippets/type-errors.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = join(root, 'tests/.scratch');
const programs = listPages(root).flatMap((page) => extractPrograms(page, readFileSync(join(root, page), 'utf8')));

// Simultaneous runs of this test need separate folders.
mkdirSync(scratch, { recursive: true });
const folder = mkdtempSync(join(scratch, 'snippets-'));

beforeAll(() => {
  for (const program of programs) writeFileSync(fileOf(program), program.code);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf({ page, line }: SnippetProgram): string {
  return join(folder, `${page.replace(/\.md$/, '').replaceAll(/[^\w-]+/g, '-')}-${line}.ts`);
}

describe('the code in every page', () => {
  test('is there', () => {
    expect(programs.length).toBeGreaterThan(0);
  });

  test('has no type errors', () => {
    const errors = typeErrors(root, programs.map(fileOf));
    const found = programs.flatMap((program) =>
      errors.get(fileOf(program))!.map((error) => `${program.page}:${error}`),
    );
    expect(found).toEqual([]);
  });

  // Without this, the printing snippets would bury the test report.
  test.each(
    programs.filter(({ runs }) => runs).map((program) => [`${program.page}:${program.line}`, program] as const),
  )('runs: %s', async (_, program) => {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values) => void printed.push(format(...values)));
    try {
      await import(/* @vite-ignore */ fileOf(program));
    } finally {
      log.mockRestore();
    }
    if (program.output !== undefined) expect(printed.join('\n')).toBe(program.output);
  });
});

describe('a page', () => {
  test('gives its fences as programs, every line at its number', () => {
    const page =
      'text\n```ts\nconst a = 1;\n```\n```sh\nls\n```\n```ts continue\na;\n```\n```text output\n1\n```\n```ts no-run\nb;\n```\n';
    expect(extractPrograms('page.md', page)).toEqual([
      { page: 'page.md', line: 2, runs: true, code: '\n\nconst a = 1;\n\n\n\n\n\na;\nexport {};\n', output: '1' },
      { page: 'page.md', line: 14, runs: false, code: `${'\n'.repeat(14)}b;\nexport {};\n` },
    ]);
  });

  test('may have a fence shortened where it is run', () => {
    const page = "<!-- runs with 'n = 2' for 'n = 1000' -->\n```ts\nn = 1000;\n```\n";
    expect(extractPrograms('page.md', page)[0]!.code).toBe('\n\nn = 2;\nexport {};\n');
  });

  test.each([
    ['```ts\na;', 'page.md:1: the fence is never closed'],
    ['```ts skip\n```', "page.md:1: 'skip' is none of the marks continue, no-run"],
    ['```ts continue\n```', 'page.md:1: there is nothing to continue'],
    ['```text output\n```', 'page.md:1: there is nothing that prints this'],
    ["<!-- runs with 'a' for 'b' -->\n```ts\nc;\n```", "page.md:2: there is no 'b' to shorten"],
    ['```typescript\n```', 'page.md:1: write ```ts, so that the fence is run'],
  ])('with a wrong fence is refused: %j', (page, message) => {
    expect(() => extractPrograms('page.md', page)).toThrow(message);
  });
});
