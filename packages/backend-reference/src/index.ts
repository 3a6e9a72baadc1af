export { type ReferenceOptions, reference } from './reference.js';
