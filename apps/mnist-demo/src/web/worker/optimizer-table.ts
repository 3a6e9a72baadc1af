import { gradientDescent, type Optimizer } from '@nnf/core';
import { adam } from '@nnf/optimizer-adam';
import { momentum } from '@nnf/optimizer-momentum';
import type { OptimizerName } from '../settings/settings.js';

/** Every optimizer by name, with its defaults. */
export const optimizerTable: Readonly<Record<OptimizerName, () => Optimizer>> = {
  'gradient-descent': () => gradientDescent,
  momentum: () => momentum(),
  nesterov: () => momentum({ nesterov: true }),
  adam: () => adam(),
};
