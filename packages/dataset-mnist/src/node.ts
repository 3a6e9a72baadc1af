export { readIdxFile, writeIdxFile } from './idx-file.js';
export type { ImageDataset } from './image-dataset.js';
export type { TrainAndTest } from './read-image-sets.js';
export { type ReadImagesOptions, readImages } from './read-images.js';
export { type ReadMnistOptions, readMnist } from './read-mnist.js';
