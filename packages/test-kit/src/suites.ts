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

/**
 * Tests an initializer: its name, that it fills every element, the mean, variance, range and shape of its distribution,
 * that fan-in and fan-out are the right way round, that neighbours have nothing in common, and that the seed decides.
 *
 * @param expected the distribution that it should have for a matrix, by its fan-in, fan-out and role
 * @example
 * initializerSuite(he, ({ fanIn }) => normal(0, 2 / fanIn));
 */
export function initializerSuite(initializer: Initializer, expected: ExpectedDistribution): void {
  registerChecks(`initializer ${titleOf(initializer)}`, initializerChecks(initializer, expected), { describe, it });
}

/**
 * Tests an optimizer: its name, slots and scalars, that it follows its published formula over 20 steps, weights and
 * biases alike, that a convex problem converges, and that two networks trained in turn do not disturb each other.
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
 * Tests a layer, in training and in evaluation: its name, columns and parameters, its derivatives by input and parameters
 * against central differences, that it is finite at large inputs, passes NaN on, has no state, takes each row by itself,
 * is random in training only, can be saved, and trains in a network.
 *
 * @param make a new layer at each call: a layer stands in one network only
 * @example
 * layerSuite(() => dropout(0.5));
 */
export function layerSuite(make: () => Layer, expected?: LayerExpectations): void {
  registerChecks(`layer ${titleOf(make())}`, layerChecks(make, expected), { describe, it });
}

/**
 * Tests a backend: every operation in every shape class against `@nnf/backend-reference`, updates, batches and the last
 * short one, data, parameters, random numbers, determinism, misuse, disposal, and what it reports about itself, in every
 * type of numbers that it declares. Those that it does not declare must be refused.
 *
 * @param make the backend for a type of numbers; its default where none is asked for
 * @example
 * backendSuite(cpu);
 */
export function backendSuite(make: BackendFactory): void {
  registerChecks(`backend ${make({}).name}`, backendChecks(make), { describe, it });
}
