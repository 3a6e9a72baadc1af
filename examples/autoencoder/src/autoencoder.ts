import { sigmoid } from '@nnf/activation-sigmoid';
import { tanh } from '@nnf/activation-tanh';
import { reference } from '@nnf/backend-reference';
import {
  createNetwork,
  HiddenLayer,
  InputLayer,
  type Network,
  OutputLayer,
  type ParameterValues,
  type Predictions,
} from '@nnf/core';
import { normalRandom } from '@nnf/initializers';
import { binaryCrossEntropy } from '@nnf/loss-binary-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';

const bits = 5;
const codeSize = 3;

/** All 32 rows of five bits, 00000 to 11111. */
export const rows: readonly (readonly number[])[] = Array.from({ length: 2 ** bits }, (_, number) =>
  Array.from({ length: bits }, (_, place) => (number >> (bits - 1 - place)) & 1),
);

export interface AutoencoderOptions {
  readonly seed: number;
  readonly epochs: number;
}

export interface TrainedAutoencoder {
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
  /** The code of each row: three numbers. */
  readonly codes: Predictions;
  /** The output of each row: five probabilities. */
  readonly outputs: Predictions;
  /** Weights and biases of the encoder, then of the decoder. */
  readonly parameters: readonly ParameterValues[];
  /** The backend and its mode. */
  readonly executes: string;
}

/** Trains a network to reproduce its five input bits through three neurons, with one update per row. */
export async function trainAutoencoder({ seed, epochs }: AutoencoderOptions): Promise<TrainedAutoencoder> {
  const initial = { weights: normalRandom, biases: normalRandom };
  const network = await createNetwork(
    [
      new InputLayer(bits, tanh),
      new HiddenLayer(codeSize, tanh, initial),
      new OutputLayer(bits, sigmoid, binaryCrossEntropy, initial),
    ],
    { backend: reference(), seed, metrics: [] },
  );
  // The original used learning rate 0.001 with the sum over the five outputs as its loss; nnf's loss is their mean.
  const learningRate = 0.001 * bits;
  const losses: number[] = [];
  for await (const { loss } of network.train({ inputs: rows, targets: rows }, { epochs, learningRate, batchSize: 1 })) {
    losses.push(loss);
  }
  const encoder = await encoderOf(network);
  const trained = {
    losses,
    codes: await encoder.predict(rows),
    outputs: await network.predict(rows),
    parameters: network.readParameters(),
    executes: network.executes,
  };
  encoder.dispose();
  network.dispose();
  return trained;
}

/** Creates a separate network from the trained network's layers up to the hidden one. */
async function encoderOf(network: Network): Promise<Network> {
  // The hidden layer's two parameters come first.
  const [weights, biases] = network.readParameters();
  // The network is never trained, so its loss does not matter.
  const code = new OutputLayer(codeSize, tanh, meanSquaredError, { weights: weights!, biases: biases! });
  return createNetwork([new InputLayer(bits, tanh), code], { backend: reference() });
}

/** Counts the wrong bits of each row after rounding the outputs. */
export function wrongBits(outputs: Predictions): readonly number[] {
  return rows.map((row, r) => {
    const output = outputs.row(r);
    return row.filter((bit, place) => bit !== Math.round(output[place]!)).length;
  });
}
