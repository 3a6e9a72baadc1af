import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { publishedPackages } from './release/published-packages.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const licence = readFileSync(join(root, 'LICENSE'), 'utf8');

// Only pnpm packs the workspace's LICENSE into each package. npm and yarn pack only the files in the package's folder.
test.each(publishedPackages(root))('$folder has the licence of the repository', ({ folder }) => {
  expect(readFileSync(join(root, folder, 'LICENSE'), 'utf8')).toBe(licence);
});
