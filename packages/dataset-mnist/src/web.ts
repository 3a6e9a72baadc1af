export type { FetchProgress } from './download.js';
export { type FetchImagesOptions, fetchImages } from './fetch-images.js';
export { type FetchMnistOptions, fetchMnist } from './fetch-mnist.js';
export type { FetchOptions } from './fetch-options.js';
export type { ImageDataset } from './image-dataset.js';
export type { TrainAndTest } from './read-image-sets.js';
