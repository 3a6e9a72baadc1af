import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('./packages', import.meta.url));
const examples = fileURLToPath(new URL('./examples', import.meta.url));

// Tests run against the sources: `@nnf/core` is packages/core/src/index.ts, `@nnf/dataset-mnist/node` is its src/node.ts, and
// the third party's `nnf-activation-e-swish` is examples/custom-activation/src/index.ts.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@nnf\/([^/]+)$/, replacement: `${packages}/$1/src/index.ts` },
      { find: /^@nnf\/([^/]+)\/([^/]+)$/, replacement: `${packages}/$1/src/$2.ts` },
      {
        find: /^nnf-(activation|loss|initializer|optimizer|layer|backend)-.+$/,
        replacement: `${examples}/custom-$1/src/index.ts`,
      },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['{packages,apps,examples}/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/release/**'],
        },
      },
      {
        extends: true,
        test: { name: 'release', include: ['tests/release/**/*.test.ts'], globalSetup: 'tests/release/publish.ts' },
      },
    ],
    // Generous: a property over hundreds of networks takes seconds alone and far longer on a machine that is busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
