import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { softmax } from '@nnf/activation-softmax';
import { tanh } from '@nnf/activation-tanh';
import {
  type Activation,
  type Backend,
  createNetwork,
  HiddenLayer,
  InputLayer,
  type Loss,
  type Network,
  OutputLayer,
} from '@nnf/core';
import { binaryCrossEntropy } from '@nnf/loss-binary-cross-entropy';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';

/** One layer's parameters in a trace: weights are `[outputs][inputs]` there. */
interface TracedLayer {
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

/** A recorded training run of the NumPy framework that nnf grew from, as in `golden/*.json`. */
export interface GoldenTrace {
  readonly layers: readonly (readonly [size: number, activation: string, loss?: string])[];
  readonly learningRate: number;
  readonly epochs: number;
  readonly initial: readonly TracedLayer[];
  readonly final: readonly TracedLayer[];
  readonly lossEvery: number;
  readonly lossPerEpoch: readonly number[];
  readonly meanLossPerEpoch: readonly number[];
  readonly inputs?: readonly (readonly number[])[];
  readonly targets?: readonly (readonly number[])[];
  readonly finalOutputs?: readonly (readonly number[])[];
  readonly trainAccuracyPerEpoch?: readonly number[];
  readonly testPredictionsFirst100?: readonly number[];
  readonly testAccuracyFirst100?: number;
  readonly testAccuracyAll?: number;
  readonly firstSamples?: { readonly logits: readonly (readonly number[])[]; readonly loss: readonly number[] };
}

const activations: Readonly<Record<string, Activation>> = { none: identity, relu, sigmoid, softmax, tanh };
const losses: Readonly<Record<string, Loss>> = {
  MSE: meanSquaredError,
  bincrossentropy: binaryCrossEntropy,
  crossentropy: crossEntropy,
};

/** The trace's network with its initial parameters. `outputActivation` replaces the last layer's, to see its logits. */
export function networkOf(trace: GoldenTrace, backend: Backend, outputActivation?: Activation): Promise<Network> {
  const layers = trace.layers.map(([size, name, loss], i) => {
    const activation = activations[name]!;
    if (i === 0) return new InputLayer(size, activation);
    const { weights, biases } = trace.initial[i - 1]!;
    const initial = { weights: transpose(weights), biases };
    if (loss === undefined) return new HiddenLayer(size, activation, initial);
    return new OutputLayer(size, outputActivation ?? activation, losses[loss]!, initial);
  });
  return createNetwork(layers, { backend, seed: 1 });
}

/** The parameters in the trace's form, to compare them with it. */
export function flatParameters(layers: readonly TracedLayer[]): readonly (readonly number[])[] {
  return layers.flatMap(({ weights, biases }) => [transpose(weights).flat(), biases]);
}

/** Clips a cross-entropy to [1e-10, −log 1e-10]. The original does so by clipping probabilities; nnf does not. */
export function clipLoss(loss: number): number {
  return Math.min(Math.max(loss, 1e-10), -Math.log(1e-10));
}

/** Whether a number is within `relative · |expected| + absolute` of the expected number. */
export function isClose(actual: number, expected: number, relative: number, absolute = 0): boolean {
  return Math.abs(actual - expected) <= relative * Math.abs(expected) + absolute;
}

function transpose(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
}
