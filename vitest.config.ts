import { defineConfig } from 'vitest/config';
import { sourceAliases } from './source-aliases.js';
import LongestFirst from './tests/shared-work/longest-first.js';

/** Test files with time limits in milliseconds. */
const timed = [
  'apps/mnist-demo/src/web/page-answers.test.ts',
  'packages/backend-cpu/src/long-run.test.ts',
  'packages/backend-reference/src/pace.test.ts',
  'tests/event-loop.test.ts',
];
const shareBuiltPage = 'apps/mnist-demo/src/web/testing/share-built-page.ts';

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
          exclude: ['tests/release/**', ...timed],
          globalSetup: shareBuiltPage,
        },
      },
      {
        extends: true,
        // Vitest runs the files of a single-worker project last, when no other test keeps a core busy.
        test: { name: 'sources-alone', include: timed, globalSetup: shareBuiltPage, maxWorkers: 1 },
      },
      {
        extends: true,
        test: { name: 'release', include: ['tests/release/**/*.test.ts'], globalSetup: 'tests/release/publish.ts' },
      },
    ],
    // By default, vitest reserves one core for itself. It needs little of it.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // The limit is generous: a property test over hundreds of networks takes seconds, and far longer on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
