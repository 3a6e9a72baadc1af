export { readIdxFile, writeIdxFile } from './idx-file.js';
export type { ImageDataset } from './image-dataset.js';
export { type ReadImagesOptions, type ReadMnistOptions, readImages, readMnist } from './read-mnist.js';
export type { TrainAndTest } from './read-sets.js';
export { checkReplaceable, replaceFile } from './replace-file.js';
