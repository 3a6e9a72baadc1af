import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { listPages } from './readme-snippets/list-pages.js';
import { extractPrograms } from './readme-snippets/snippet-program.js';
import { publishedPackages } from './release/published-packages.js';

const root = fileURLToPath(new URL('..', import.meta.url));

describe.each(publishedPackages(root).map((published) => [published.manifest.name, published] as const))(
  'the README of %s',
  (name, { folder, manifest }) => {
    const page = join(folder, 'README.md');
    const text = existsSync(join(root, page)) ? readFileSync(join(root, page), 'utf8') : '';
    const isLibrary = manifest.exports !== undefined;
    // Packages that only tests import do not run in pages.
    const isForTests = manifest.peerDependencies?.vitest !== undefined;
    const headings = text.match(/^#+ .*$/gm) ?? [];
    const [first] = extractPrograms(page, text);

    test('is called what the package is, and is among the pages whose code is run', () => {
      expect(headings[0]).toBe(`# ${name}`);
      expect(listPages(root)).toContain(page);
    });

    test.runIf(isLibrary && !isForTests)('begins with a program that runs', () => {
      expect(first?.runs).toBe(true);
    });

    test.runIf(isLibrary)('says how to install the package, and all else that its first program imports', () => {
      const [, installed = ''] = /^npm install (?:--save-dev )?((?:.*\\\n)*.*)$/m.exec(text) ?? [];
      const imported = Array.from(first?.code.matchAll(/from '(@nnf\/[\w-]+|nnf-[\w-]+)/g) ?? [], ([, found]) => found);
      expect(installed.split(/[\s\\]+/)).toEqual(expect.arrayContaining([name, ...imported]));
    });

    test.runIf(/^@nnf\/(activation|initializer|layer|loss|optimizer)/.test(name))('has API and mathematics', () => {
      expect(headings).toEqual(expect.arrayContaining(['## API', '## Mathematics']));
    });
  },
);
