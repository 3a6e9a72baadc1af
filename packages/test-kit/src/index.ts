export * from './checks.js';
export { activationSuite, initializerSuite, layerSuite, lossSuite, optimizerSuite } from './suites.js';
