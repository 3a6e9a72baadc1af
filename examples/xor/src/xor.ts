import { identity } from '@nnf/activation-identity';
import { sigmoid } from '@nnf/activation-sigmoid';
import { reference } from '@nnf/backend-reference';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { normalRandom } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';

/** Exclusive or: 1 where the two inputs differ. */
export const xor = {
  inputs: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  targets: [[0], [1], [1], [0]],
} as const;

export interface XorOptions {
  readonly seed: number;
  readonly epochs: number;
}

export interface TrainedXor {
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
  /** The trained network's output for each row. */
  readonly outputs: readonly number[];
  /** The backend and its mode. */
  readonly executes: string;
}

/** Trains two hidden neurons on the four rows, with one update per row. */
export async function trainXor({ seed, epochs }: XorOptions): Promise<TrainedXor> {
  const initial = { weights: normalRandom, biases: normalRandom };
  const network = await createNetwork(
    [
      new InputLayer(2, sigmoid),
      new HiddenLayer(2, sigmoid, initial),
      new OutputLayer(1, identity, meanSquaredError, initial),
    ],
    { backend: reference(), seed, metrics: [] },
  );
  const losses: number[] = [];
  for await (const { loss } of network.train(xor, { epochs, learningRate: 0.1, batchSize: 1 })) losses.push(loss);
  const predictions = await network.predict(xor.inputs);
  const { executes } = network;
  network.dispose();
  return { losses, outputs: Array.from(predictions.data), executes };
}
