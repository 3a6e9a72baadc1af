import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const union = [...read('packages/core/src/base/error-code.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(
  ([, code]) => code!,
);
const table = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code!);

/** The sources of all packages, without tests. */
const sources = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /^[^/]+\/src\/.*\.ts$/.test(path.replaceAll('\\', '/')) && !path.endsWith('.test.ts'))
  .map((path) => read('packages', path))
  .join('\n');
const thrown = new Set([...sources.matchAll(/(?:NnfError|fail)\(\s*'([A-Z_]+)'/g)].map(([, code]) => code!));

describe('error codes', () => {
  it('are documented in one table, each once and in the order of the type', () => {
    expect(union.length).toBeGreaterThan(40);
    expect(table).toEqual(union);
  });

  it('are thrown, all of them', () => {
    expect(union.filter((code) => !thrown.has(code))).toEqual([]);
  });

  it('are linked from the README of core', () => {
    expect(read('packages/core/README.md')).toContain('(../../docs/errors.md)');
  });
});
