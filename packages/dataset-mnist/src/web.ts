export { fetchIdx } from './fetch-idx.js';
export { type FetchImagesOptions, type FetchMnistOptions, fetchImages, fetchMnist } from './fetch-mnist.js';
export type { ImageDataset } from './image-dataset.js';
export type { TrainAndTest } from './read-sets.js';
export type { FetchOptions, FetchProgress } from './transfer.js';
