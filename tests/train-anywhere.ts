// Bundled by bare-host.test.ts, which runs it on hosts that have little but JavaScript.
import { softmax } from '@nnf/activation-softmax';
import { tanh } from '@nnf/activation-tanh';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';

const backends = {
  'cpu, float32': () => cpu(),
  'cpu, float64': () => cpu({ dtype: 'float64' }),
  reference: () => reference(),
};
export type BackendName = keyof typeof backends;

const inputs = Array.from({ length: 2000 }, (_, i) => Array.from({ length: 40 }, (_, j) => ((i * j) % 7) - 3));
const data = { inputs, targets: inputs.map((_, i) => i % 3) };

/**
 * Creates, trains and evaluates a network, and predicts with it. Each takes far longer than the event loop may wait.
 *
 * @returns losses and predictions as text, which has the same bits on every host
 */
export async function trainAndPredict(backend: BackendName, seed?: number): Promise<string> {
  const initial = { weights: he, biases: zeros };
  const network = await createNetwork(
    [new InputLayer(40), new HiddenLayer(50, tanh, initial), new OutputLayer(3, softmax, crossEntropy, initial)],
    { backend: backends[backend](), seed },
  );
  const losses: number[] = [];
  const options = { epochs: backend === 'reference' ? 1 : 20, learningRate: 0.1, shuffle: true, validation: data };
  for await (const { loss, seconds, validation } of network.train(data, options)) {
    if (!(seconds >= 0)) throw new Error(`an epoch took ${seconds} seconds`);
    losses.push(loss, validation!.loss);
  }
  const { predictions } = await network.evaluate(data);
  const together = await Promise.all(inputs.slice(0, 100).map((row) => network.predict([row])));
  network.dispose();
  return JSON.stringify([losses, ...predictions.data, ...together.flatMap((one) => Array.from(one.data))]);
}
