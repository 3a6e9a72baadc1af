export type { IdxArray, IdxData, IdxType } from './idx-array.js';
export { type ImageDataset, imageDataset } from './image-dataset.js';
export type { ImageOptions } from './image-options.js';
export { parseIdx } from './parse-idx.js';
export { readIdx } from './read-idx.js';
export { writeIdx } from './write-idx.js';
