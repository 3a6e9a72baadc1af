import { identity } from '@nnf/activation-identity';
import { type Backend, createNetwork, InputLayer, type Optimizer, OutputLayer } from '@nnf/core';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';

/** A weight and a bias after each of a number of steps, and the gradients that the steps had. */
export interface Steps {
  readonly weights: readonly number[];
  readonly biases: readonly number[];
  readonly weightGradients: readonly number[];
  readonly biasGradients: readonly number[];
}

const inputs = [0.5, -1, 2, 1.5, -0.25];
const targets = [1, 3, -2, 0.5, 0.75];

/** Trains y = weight · x + bias one sample a step, computing each step's gradient by hand: 2·(weight·x + bias − y)·(x, 1). */
export async function optimizerSteps(
  optimizer: Optimizer,
  backend: Backend,
  learningRate: number,
  count = 20,
): Promise<Steps> {
  const output = new OutputLayer(1, identity, meanSquaredError, { weights: [[0.75]], biases: [-0.5] });
  const network = await createNetwork([new InputLayer(1), output], { backend, optimizer, seed: 1 });
  const steps: { [key in keyof Steps]: number[] } = { weights: [], biases: [], weightGradients: [], biasGradients: [] };
  for (let step = 0; step < count; step++) {
    const [weight, bias] = network.readParameters().map(({ data }) => data[0]!);
    const [x, y] = [inputs[step % 5]!, targets[step % 5]!];
    const error = 2 * (weight! * x + bias! - y);
    steps.weightGradients.push(error * x);
    steps.biasGradients.push(error);
    for await (const _ of network.train({ inputs: [[x]], targets: [[y]] }, { epochs: 1, learningRate, batchSize: 1 }));
    const [newWeight, newBias] = network.readParameters().map(({ data }) => data[0]!);
    steps.weights.push(newWeight!);
    steps.biases.push(newBias!);
  }
  network.dispose();
  return steps;
}
