import { expose, proxy } from 'comlink';
import { type DroppedFile, type LabelledPicture, sourceOfIdxFiles, sourceOfPictures } from '../data/dropped-source.js';
import { MnistSource } from '../data/mnist-source.js';
import { plotExpression } from './plot-expression.js';
import { Trainer } from './trainer.js';
import { Viewer } from './viewer.js';

const trainer = new Trainer();
let mnist: MnistSource | undefined;

/** The page starts this script twice. One worker trains; the other shows the current parameters meanwhile. */
const api = {
  trainer: proxy(trainer),
  viewer: proxy(new Viewer()),
  plotExpression,
  /** @param base the page's address; the data files are relative to it */
  useMnist(base: string): void {
    mnist ??= new MnistSource(base);
    trainer.useSource(mnist);
  },
  async useIdxFiles(files: readonly DroppedFile[]): Promise<void> {
    trainer.useSource(await sourceOfIdxFiles(files));
  },
  usePictures(pictures: readonly LabelledPicture[]): void {
    trainer.useSource(sourceOfPictures(pictures));
  },
};

export type NetworkWorker = typeof api;

expose(api);
