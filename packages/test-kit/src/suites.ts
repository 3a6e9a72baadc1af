import type { Activation, Initializer, Layer, Loss, Optimizer } from '@nnf/core';
import { describe, it } from 'vitest';
import { type ActivationExpectations, activationChecks } from './activation-checks.js';
import { backendChecks } from './backend/backend-checks.js';
import type { BackendFactory } from './backend/backend-target.js';
import { registerChecks } from './check.js';
import { type ExpectedDistribution, initializerChecks } from './initializer-checks.js';
import { type LayerExpectations, layerChecks } from './layer-checks.js';
import { type LossExpectations, lossChecks } from './loss-checks.js';
import { type OptimizerExpectations, type OptimizerFormula, optimizerChecks } from './optimizer-checks.js';
import { titleOf } from './suite-title.js';

/**
 * Tests an activation: its name and shape, and its derivative against central differences. It must be finite at large
 * inputs, propagate NaN, have no state, treat rows independently, and survive saving. Call it in a test file.
 *
 * @example
 * activationSuite(relu);
 * activationSuite(relu, { formula: (row) => row.map((x) => Math.max(x, 0)) });
 */
export function activationSuite(activation: Activation, expected?: ActivationExpectations): void {
  registerChecks(`activation ${titleOf(activation)}`, activationChecks(activation, expected), { describe, it });
}

/**
 * Tests a loss as `activationSuite` does, and that it falls as the prediction nears the target. Predictions and targets are
 * taken from the ranges that the loss declares.
 *
 * @example
 * lossSuite(meanSquaredError);
 */
export function lossSuite(loss: Loss, expected?: LossExpectations): void {
  registerChecks(`loss ${titleOf(loss)}`, lossChecks(loss, expected), { describe, it });
}

/**
 * Tests an initializer: its name, and the mean, variance, range and shape of its distribution. It must fill every element,
 * not swap fan-in and fan-out, give uncorrelated neighbours, and depend only on the seed.
 *
 * @param expected the expected distribution for a matrix, by its fan-in, fan-out and role
 * @example
 * initializerSuite(he, ({ fanIn }) => normal(0, 2 / fanIn));
 */
export function initializerSuite(initializer: Initializer, expected: ExpectedDistribution): void {
  registerChecks(`initializer ${titleOf(initializer)}`, initializerChecks(initializer, expected), { describe, it });
}

/**
 * Tests an optimizer: its name, slots and scalars. It must follow its published formula over 20 steps for weights and
 * biases, converge on a convex problem, and keep no state between two networks trained in turn.
 *
 * @param formula the published formula in plain numbers
 * @example
 * optimizerSuite(gradientDescent, (start, gradients, { learningRate }) => {
 *   let parameter = start;
 *   return gradients.map((gradient) => (parameter -= learningRate * gradient));
 * });
 */
export function optimizerSuite(
  optimizer: Optimizer,
  formula: OptimizerFormula,
  expected?: OptimizerExpectations,
): void {
  registerChecks(`optimizer ${titleOf(optimizer)}`, optimizerChecks(optimizer, formula, expected), { describe, it });
}

/**
 * Tests a layer in training and in evaluation: its name, columns and parameters, and its derivatives by input and parameters
 * against central differences. It must be finite at large inputs, propagate NaN, have no state, treat rows independently, be
 * random only in training, survive saving, and train in a network.
 *
 * @param make returns a new layer at each call, as a layer belongs to one network
 * @example
 * layerSuite(() => dropout(0.5));
 */
export function layerSuite(make: () => Layer, expected?: LayerExpectations): void {
  registerChecks(`layer ${titleOf(make())}`, layerChecks(make, expected), { describe, it });
}

/**
 * Tests a backend in every number type that it declares: every operation in every shape class against
 * `@nnf/backend-reference`, updates, full and short batches, data, parameters, random numbers, determinism, misuse, disposal,
 * and what it reports about itself. Other number types must be refused.
 *
 * @param make returns the backend for a number type, or for its default
 * @example
 * backendSuite(cpu);
 */
export function backendSuite(make: BackendFactory): void {
  registerChecks(`backend ${make({}).name}`, backendChecks(make), { describe, it });
}
