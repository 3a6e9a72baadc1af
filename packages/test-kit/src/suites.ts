import type { Activation, Loss } from '@nnf/core';
import { describe, it } from 'vitest';
import { type ActivationExpectations, activationChecks } from './activation-checks.js';
import { registerChecks } from './check.js';
import { type LossExpectations, lossChecks } from './loss-checks.js';
import { titleOf } from './suite-title.js';

/**
 * Tests an activation: its name and shape, its derivative against central differences, that it is finite at large inputs,
 * passes NaN on, has no state, takes each row by itself, and can be saved. To be called in a test file.
 *
 * @example
 * activationSuite(relu);
 * activationSuite(relu, { formula: (row) => row.map((x) => Math.max(x, 0)) });
 */
export function activationSuite(activation: Activation, expected?: ActivationExpectations): void {
  registerChecks(`activation ${titleOf(activation)}`, activationChecks(activation, expected), { describe, it });
}

/**
 * Tests a loss: as `activationSuite` does, and that it falls as the prediction nears the target. Predictions and targets
 * are taken from the ranges that the loss declares.
 *
 * @example
 * lossSuite(meanSquaredError);
 */
export function lossSuite(loss: Loss, expected?: LossExpectations): void {
  registerChecks(`loss ${titleOf(loss)}`, lossChecks(loss, expected), { describe, it });
}
