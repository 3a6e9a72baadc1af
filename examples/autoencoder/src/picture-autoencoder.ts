import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { cpu } from '@nnf/backend-cpu';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import type { Picture } from './picture.js';

export interface PictureOptions {
  readonly seed: number;
  readonly epochs: number;
}

export interface TrainedOnPicture {
  /** The outputs after 1, 10, 100, … epochs, and after the last. */
  readonly stages: readonly Stage[];
  /** The backend and its mode. */
  readonly executes: string;
}

/** The output after a number of updates. */
export interface Stage {
  readonly epochs: number;
  readonly picture: Picture;
}

/** Trains a network to reproduce one picture. It has one hidden neuron per pixel, and makes one update per epoch. */
export async function trainOnPicture(picture: Picture, { seed, epochs }: PictureOptions): Promise<TrainedOnPicture> {
  const { pixels, size } = picture;
  const initial = { weights: he, biases: zeros };
  const network = await createNetwork(
    [
      new InputLayer(pixels.length),
      new HiddenLayer(pixels.length, relu, initial),
      new OutputLayer(pixels.length, sigmoid, meanSquaredError, initial),
    ],
    { backend: cpu(), seed, metrics: [] },
  );
  // The original used learning rate 0.001 with the sum over the pixels as its loss; nnf's loss is their mean.
  const learningRate = 0.001 * pixels.length;
  const rows = [Array.from(pixels)];
  const stages: Stage[] = [];
  let next = 1;
  for await (const { epoch } of network.train(
    { inputs: rows, targets: rows },
    { epochs, learningRate, batchSize: 1 },
  )) {
    const done = epoch + 1;
    if (done !== next && done !== epochs) continue;
    next *= 10;
    const { data } = await network.predict(rows);
    stages.push({ epochs: done, picture: { size, pixels: Array.from(data) } });
  }
  const { executes } = network;
  network.dispose();
  return { stages, executes };
}
