export * from './checks.js';
export { activationSuite, backendSuite, initializerSuite, layerSuite, lossSuite, optimizerSuite } from './suites.js';
