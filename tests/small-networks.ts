import { identity } from '@nnf/activation-identity';
import { softmax } from '@nnf/activation-softmax';
import { tanh } from '@nnf/activation-tanh';
import { reference } from '@nnf/backend-reference';
import { createNetwork, HiddenLayer, InputLayer, type Network, type NetworkOptions, OutputLayer } from '@nnf/core';
import { xavier, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';

const initial = { weights: xavier, biases: zeros };

/** 2 inputs, 3 tanh neurons, and 1 linear output with mean squared error. */
export function regressionNetwork(options: Partial<NetworkOptions> = {}): Promise<Network> {
  return createNetwork(
    [new InputLayer(2), new HiddenLayer(3, tanh, initial), new OutputLayer(1, identity, meanSquaredError, initial)],
    { backend: reference(), seed: 1, ...options },
  );
}

/** 2 inputs, 4 tanh neurons, and 3 softmax outputs with cross-entropy. */
export function classificationNetwork(options: Partial<NetworkOptions> = {}): Promise<Network> {
  return createNetwork(
    [new InputLayer(2), new HiddenLayer(4, tanh, initial), new OutputLayer(3, softmax, crossEntropy, initial)],
    { backend: reference(), seed: 1, ...options },
  );
}

/** Seven samples of y = 2a − b + ½. */
export const regressionData = (() => {
  const inputs = [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [0.5, -1],
    [-1, 0.5],
    [0.25, 0.75],
  ];
  return { inputs, targets: inputs.map(([a, b]) => [2 * a! - b! + 0.5]) };
})();

/** Nine points in three classes, separated by angle. */
export const classificationData = {
  inputs: Array.from({ length: 9 }, (_, i) => [Math.cos((2 * Math.PI * i) / 9), Math.sin((2 * Math.PI * i) / 9)]),
  targets: [0, 0, 0, 1, 1, 1, 2, 2, 2],
};

/** Collects all reports of a training. */
export async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}
