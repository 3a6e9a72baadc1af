import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('./packages', import.meta.url));
const examples = fileURLToPath(new URL('./examples', import.meta.url));

/**
 * Aliases for running or bundling from the sources. `@nnf/core` is packages/core/src/index.ts, `@nnf/dataset-mnist/node` is
 * packages/dataset-mnist/src/node.ts, and `nnf-activation-e-swish` is examples/custom-activation/src/index.ts.
 */
export const sourceAliases = [
  { find: /^@nnf\/([^/]+)$/, replacement: `${packages}/$1/src/index.ts` },
  { find: /^@nnf\/([^/]+)\/([^/]+)$/, replacement: `${packages}/$1/src/$2.ts` },
  {
    find: /^nnf-(activation|loss|initializer|optimizer|layer|backend)-.+$/,
    replacement: `${examples}/custom-$1/src/index.ts`,
  },
];
