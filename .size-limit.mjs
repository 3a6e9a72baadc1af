// The most bytes that each package may add to a program that bundles it, minified and gzipped, without core. CI checks the
// limits with `pnpm size`. A commit that raises a limit gives the reason.
import { entriesOf, publishedPackages } from './scripts/published-packages.mjs';

/** The limit for all imports of the walkthrough in a page, core and backend included. */
const walkthrough = '44.2 kB';

/** The limit for small plugins: every package that has no limit below. */
const smallPlugin = '400 B';
const limits = {
  '@nnf/activation-gelu': '900 B',
  '@nnf/backend-cpu': '19.75 kB',
  // Includes gpu.js, which only users of this backend load.
  '@nnf/backend-gpujs': '195 kB',
  '@nnf/backend-reference': '3.9 kB',
  '@nnf/core': '28.1 kB',
  '@nnf/dataset-mnist': '5.32 kB',
  '@nnf/dataset-mnist/node': '7.22 kB',
  '@nnf/dataset-mnist/web': '6.58 kB',
  '@nnf/initializers': '1.4 kB',
  '@nnf/optimizer-adam': '670 B',
  '@nnf/optimizer-momentum': '490 B',
};

// Packages that only tests import are never bundled.
const bundled = publishedPackages.filter(({ manifest }) => !manifest.peerDependencies?.vitest);

const entries = bundled.flatMap((published) =>
  entriesOf(published).map(({ imported, built }) => ({
    name: imported,
    path: built,
    limit: limits[imported] ?? smallPlugin,
    ignore: Object.keys(published.manifest.peerDependencies ?? {}),
    gzip: true,
    modifyEsbuildConfig: (config) => ({ ...config, platform: 'node', format: 'esm' }),
  })),
);

export default [
  {
    name: 'the walkthrough in a page',
    path: [],
    import: {
      './packages/activation-relu/dist/index.js': '{ relu }',
      './packages/activation-softmax/dist/index.js': '{ softmax }',
      './packages/backend-cpu/dist/index.js': '{ cpu }',
      './packages/core/dist/index.js': '{ createNetwork, HiddenLayer, InputLayer, OutputLayer }',
      './packages/initializers/dist/index.js': '{ uniformRandom }',
      './packages/loss-cross-entropy/dist/index.js': '{ crossEntropy }',
    },
    limit: walkthrough,
    gzip: true,
  },
  ...entries,
];
