export { type ActivationExpectations, activationChecks } from './activation-checks.js';
export { type Check, type CheckFailure, failuresOf, type Runner, registerChecks } from './check.js';
export { type LossExpectations, lossChecks } from './loss-checks.js';
