export { type GeluForm, gelu } from './gelu.js';
