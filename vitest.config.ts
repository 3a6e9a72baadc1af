import { defineConfig } from 'vitest/config';
import { sourceAliases } from './source-aliases.js';
import LongestFirst from './tests/shared-work/longest-first.js';

// Tests run against the sources.
export default defineConfig({
  resolve: { alias: sourceAliases },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'sources',
          include: ['{packages,apps,examples}/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/release/**'],
          globalSetup: 'apps/mnist-demo/src/web/testing/share-built-page.ts',
        },
      },
      {
        extends: true,
        test: { name: 'release', include: ['tests/release/**/*.test.ts'], globalSetup: 'tests/release/publish.ts' },
      },
    ],
    // By default vitest leaves one processor to itself, and it needs little.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // Generous: a property over hundreds of networks takes seconds alone and far longer on a machine that is busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
