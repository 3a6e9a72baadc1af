import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { type Backend, createNetwork, type Dataset, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { uniformRandom } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { type GoldenTrace, networkOf } from './golden-network.js';

/** What a training showed. */
export interface TrainingResult {
  readonly executes: string;
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
}

/** Trains as a trace of the original framework did. These functions run in Node and in pages alike. */
export async function followTrace(
  trace: GoldenTrace,
  backend: Backend,
  train: Dataset,
  test: Dataset,
): Promise<TrainingResult & { readonly accuracy: number }> {
  const network = await networkOf(trace, backend);
  const losses: number[] = [];
  const options = { epochs: trace.epochs, learningRate: trace.learningRate, batchSize: 1 };
  for await (const { loss } of network.train(train, options)) losses.push(loss);
  const { accuracy = Number.NaN } = await network.evaluate(test);
  const { executes } = network;
  network.dispose();
  return { executes, losses, accuracy };
}

/** The walkthrough of the README, for some epochs. */
export async function trainWalkthrough(backend: Backend, data: Dataset, epochs: number): Promise<TrainingResult> {
  const initial = { weights: uniformRandom, biases: uniformRandom };
  const layers = [
    new InputLayer(784),
    new HiddenLayer(10, relu, initial),
    new HiddenLayer(10, relu, initial),
    new OutputLayer(10, softmax, crossEntropy, initial),
  ];
  const network = await createNetwork(layers, { backend, seed: 42 });
  const losses: number[] = [];
  for await (const { loss } of network.train(data, { epochs, learningRate: 1e-4, batchSize: 1 })) losses.push(loss);
  const { executes } = network;
  network.dispose();
  return { executes, losses };
}
