import { type Backend, createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { xavier, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { eSwish } from 'nnf-activation-e-swish';
import { regressionData } from './small-networks.js';

/** The backend and its mode, the losses of 20 epochs, and the predictions afterwards. */
export interface ESwishTraining {
  readonly executes: string;
  readonly numbers: readonly number[];
}

/** Trains a network with a third-party activation, on any backend. It runs in Node and in pages. */
export async function trainESwish(backend: Backend): Promise<ESwishTraining> {
  const initial = { weights: xavier, biases: zeros };
  const output = new OutputLayer(1, undefined, meanSquaredError, initial);
  await using network = await createNetwork([new InputLayer(2), new HiddenLayer(5, eSwish(1.5), initial), output], {
    backend,
    seed: 1,
  });
  const losses: number[] = [];
  for await (const { loss } of network.train(regressionData, { epochs: 20, learningRate: 0.05, batchSize: 3 }))
    losses.push(loss);
  const predictions = Array.from((await network.predict(regressionData.inputs)).data);
  return { executes: network.executes, numbers: [...losses, ...predictions] };
}
