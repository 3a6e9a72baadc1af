export { constant, ones, zeros } from './constant.js';
export { he } from './he.js';
export { lecun } from './lecun.js';
export { normalRandom } from './normal-random.js';
export { uniformRandom } from './uniform-random.js';
export { xavier } from './xavier.js';
