export * from './checks.js';
export { activationSuite, lossSuite } from './suites.js';
