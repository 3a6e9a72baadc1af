import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { type Backend, defineActivation, type Network } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { clipLoss, flatParameters, type GoldenTrace, isClose, mnist, networkOf, readTrace } from './golden-trace.js';

/** The trace's own data. For MNIST traces, the first 500 images. */
const dataOf = (trace: GoldenTrace) =>
  trace.inputs && trace.targets ? { inputs: trace.inputs, targets: trace.targets } : mnist('train', 500);

/** An activation for reading the logits. It is never trained with, since the loss needs probabilities. */
const logitsThemselves = defineActivation('logits themselves', { range: [0, 1], normalized: true, forward: (x) => x });

function expectParameters(network: Network, trace: GoldenTrace, relative: number, absolute: number): void {
  const expected = flatParameters(trace.final);
  network.readParameters().forEach(({ name, data }, i) => {
    const wrong = data.findIndex((value, j) => !isClose(value, expected[i]![j]!, relative, absolute));
    expect(wrong, `${name}[${wrong}] is ${data[wrong]}, expected ${expected[i]![wrong]}`).toBe(-1);
    expect(data).toHaveLength(expected[i]!.length);
  });
}

/** Trains as the trace did, and compares loss and accuracy wherever the trace has them. */
async function follow(
  trace: GoldenTrace,
  backend: Backend,
  learningRate: number,
  relative: number,
  absolute: number,
): Promise<Network> {
  const network = await networkOf(trace, backend);
  // The original clips only in the cross-entropy, so the mean squared error is compared unclipped.
  const clip = trace.layers.at(-1)![2] === 'MSE' ? (loss: number): number => loss : clipLoss;
  let compared = 0;
  for await (const report of network.train(dataOf(trace), { epochs: trace.epochs, learningRate, batchSize: 1 })) {
    if (report.epoch % trace.lossEvery !== 0) continue;
    const at = report.epoch / trace.lossEvery;
    const close = (actual: number, expected: number): boolean => isClose(actual, expected, relative, absolute);
    expect(close(clip(report.lastSampleLoss), trace.lossPerEpoch[at]!), `last loss, epoch ${report.epoch}`).toBe(true);
    expect(close(report.loss, trace.meanLossPerEpoch[at]!), `mean loss, epoch ${report.epoch}`).toBe(true);
    if (trace.trainAccuracyPerEpoch) expect(report.accuracy).toBeCloseTo(trace.trainAccuracyPerEpoch[at]!, 9);
    compared++;
  }
  expect(compared).toBe(trace.lossPerEpoch.length);
  return network;
}

describe.each([
  ['reference', reference()],
  ['cpu', cpu({ dtype: 'float64' })],
] as const)('the golden traces of the original framework, in float64, on the backend %s', (_, backend) => {
  it('mnist-walkthrough: logits and loss of the first 100 samples', async () => {
    const trace = readTrace('mnist-walkthrough');
    const network = await networkOf(trace, backend);
    const logitsNetwork = await networkOf(trace, backend, logitsThemselves);
    const { inputs, targets } = mnist('train', 100);
    const { logits, loss } = trace.firstSamples!;
    for (let sample = 0; sample < 100; sample++) {
      const image = { ...inputs, rows: 1, data: inputs.data.subarray(sample * 784, (sample + 1) * 784) };
      const label = { ...targets, rows: 1, data: targets.data.subarray(sample, sample + 1) };
      logitsNetwork.writeParameters(network.readParameters());
      const found = (await logitsNetwork.predict(image)).row(0);
      found.forEach((value, j) => {
        expect(
          isClose(value, logits[sample]![j]!, 1e-9),
          `sample ${sample}, logit ${j}: ${value}, expected ${logits[sample]![j]}`,
        ).toBe(true);
      });
      for await (const report of network.train(
        { inputs: image, targets: label },
        { epochs: 1, learningRate: trace.learningRate, batchSize: 1 },
      )) {
        // A loss is a difference of logits of about 1e3, so it has their rounding error.
        expect(isClose(clipLoss(report.loss), loss[sample]!, 1e-9, 1e-9), `loss of sample ${sample}`).toBe(true);
      }
    }
    const atOnce = await networkOf(trace, backend);
    for await (const _report of atOnce.train(
      { inputs, targets },
      { epochs: 1, learningRate: trace.learningRate, batchSize: 1 },
    ));
    expect(atOnce.readParameters()).toEqual(network.readParameters());
  });

  it('mnist-he: every epoch to the end, the final weights, the test images', async () => {
    const trace = readTrace('mnist-he');
    const network = await follow(trace, backend, trace.learningRate, 1e-7, 0);
    expectParameters(network, trace, 1e-7, 1e-12);
    const { accuracy, predictions } = await network.evaluate(mnist('t10k', 100));
    expect([...predictions.classes]).toEqual(trace.testPredictionsFirst100);
    expect(accuracy).toBeCloseTo(trace.testAccuracyFirst100!, 9);
    expect((await network.evaluate(mnist('t10k', 10_000))).accuracy).toBeCloseTo(trace.testAccuracyAll!, 9);
  });

  it('xor: every hundredth epoch to the end, the final weights and outputs', async () => {
    const trace = readTrace('xor');
    const network = await follow(trace, backend, trace.learningRate, 1e-7, 1e-12);
    expectParameters(network, trace, 1e-7, 1e-12);
    const outputs = await network.predict(trace.inputs!);
    trace.finalOutputs!.flat().forEach((expected, i) => {
      expect(isClose(outputs.data[i]!, expected, 1e-7, 1e-12)).toBe(true);
    });
  });

  it('autoencoder: every tenth epoch to the end, the final weights and outputs', async () => {
    const trace = readTrace('autoencoder');
    // The original uses the gradient of the sum over the five outputs, nnf that of their mean.
    const network = await follow(trace, backend, trace.learningRate * 5, 1e-7, 1e-12);
    expectParameters(network, trace, 1e-7, 1e-12);
    const outputs = await network.predict(trace.inputs!);
    trace.finalOutputs!.flat().forEach((expected, i) => {
      expect(isClose(outputs.data[i]!, expected, 1e-7, 1e-12)).toBe(true);
    });
  });
});

it('mnist-he on the backend cpu in float32: every mean loss to 1e-3, and the end', async () => {
  const trace = readTrace('mnist-he');
  const network = await networkOf(trace, cpu());
  let epochs = 0;
  for await (const { epoch, loss, accuracy } of network.train(mnist('train', 500), {
    epochs: trace.epochs,
    learningRate: trace.learningRate,
    batchSize: 1,
  })) {
    expect(isClose(loss, trace.meanLossPerEpoch[epoch]!, 1e-3), `epoch ${epoch}: ${loss}`).toBe(true);
    expect(Math.abs(accuracy! - trace.trainAccuracyPerEpoch![epoch]!)).toBeLessThanOrEqual(0.4);
    epochs++;
  }
  expect(epochs).toBe(trace.meanLossPerEpoch.length);
  const { accuracy } = await network.evaluate(mnist('t10k', 10_000));
  expect(Math.abs(accuracy! - trace.testAccuracyAll!)).toBeLessThanOrEqual(0.4);
});
