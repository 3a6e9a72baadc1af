export { type ActivationExpectations, activationChecks } from './activation-checks.js';
export { backendChecks } from './backend/backend-checks.js';
export type { BackendFactory } from './backend/backend-target.js';
export { type Check, type CheckFailure, failuresOf, type Runner, registerChecks } from './check.js';
export { always, type Distribution, normal, uniform } from './distribution.js';
export { type ExpectedDistribution, initializerChecks } from './initializer-checks.js';
export { type LayerExpectations, layerChecks } from './layer-checks.js';
export { type LossExpectations, lossChecks } from './loss-checks.js';
export { type OptimizerExpectations, type OptimizerFormula, optimizerChecks } from './optimizer-checks.js';
