// How many bytes a package may add to a program that bundles it: minified and gzipped, core not counted. CI measures it with
// `pnpm size`. Raise a limit only with a reason in the commit that does it.
import { entriesOf, publishedPackages } from './scripts/published-packages.mjs';

/** What the walkthrough's imports come to in a page: core, backend and all. */
const walkthrough = '35 kB';

/** A plugin of a few formulas, and whatever is not named below. */
const smallPlugin = '400 B';
const limits = {
  '@nnf/activation-gelu': '900 B',
  '@nnf/backend-cpu': '16 kB',
  // With gpu.js, which is loaded only where this backend is used.
  '@nnf/backend-gpujs': '195 kB',
  '@nnf/backend-reference': '3.4 kB',
  '@nnf/core': '21.9 kB',
  '@nnf/dataset-mnist': '4.7 kB',
  '@nnf/dataset-mnist/node': '6.15 kB',
  '@nnf/dataset-mnist/web': '5.9 kB',
  '@nnf/initializers': '1.4 kB',
  '@nnf/optimizer-adam': '650 B',
  '@nnf/optimizer-momentum': '440 B',
};

// What only tests import is in no bundle.
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
