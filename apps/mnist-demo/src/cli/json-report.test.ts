import { expect, it } from 'vitest';
import { runProgram } from './testing/start-program.js';

const small = ['--json', '--epochs', '3', '--samples', '20', '--test-samples', '4', '--seed', '1'];

function events(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  expect(stdout.endsWith('\n')).toBe(true);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

it('prints network, epochs, samples and the result, in this order', async () => {
  const { status, stdout, stderr } = await runProgram(...small);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [network, ...others] = events(stdout);
  expect(network).toEqual({
    event: 'network',
    layers: [784, 10, 10, 10],
    parameters: 8070,
    classes: 10,
    occurringClasses: 10,
    initializer: 'uniform-random',
    backend: 'cpu',
    executes: 'cpu, float32 WebAssembly SIMD',
    dtype: 'float32',
    seed: 1,
    samples: 20,
    testSamples: 4,
    epochs: 3,
    learningRate: 0.0001,
    batchSize: 1,
    shuffle: false,
  });
  const number = expect.any(Number);
  expect(others).toEqual([
    ...[0, 1, 2].map((epoch) => ({ event: 'epoch', epoch, loss: number, lastSampleLoss: number, accuracy: number })),
    ...[7, 2, 1, 0].map((actual, index) => ({ event: 'sample', index, predicted: number, actual })),
    {
      event: 'result',
      testAccuracy: number,
      trainAccuracy: number,
      trainSeconds: number,
      microsecondsPerSample: number,
      backend: 'cpu',
      seed: 1,
      parameters: 8070,
    },
  ]);
});

it('says what --backend auto takes, and why', async () => {
  const [network, ...others] = events((await runProgram(...small, '--backend', 'auto')).stdout);
  expect(network).toMatchObject({
    backend: 'cpu',
    executes: 'cpu, float32 WebAssembly SIMD',
    choice: expect.stringMatching(/^auto takes cpu: an update has 48,240 operations/),
  });
  expect(others.at(-1)).toMatchObject({ event: 'result', backend: 'cpu' });
});

it('agrees with itself: accuracies are percentages of the samples', async () => {
  const all = events((await runProgram(...small)).stdout);
  const samples = all.filter(({ event }) => event === 'sample');
  const right = samples.filter(({ predicted, actual }) => predicted === actual).length;
  const result = all.at(-1);
  expect(result).toMatchObject({ event: 'result', testAccuracy: (100 * right) / samples.length });
  const { trainSeconds, microsecondsPerSample } = result ?? {};
  expect(Number(microsecondsPerSample)).toBeCloseTo((Number(trainSeconds) * 1e6) / 60, 6);
});

it('prints the same bytes for the same seed, times apart', async () => {
  const withoutTimes = (text: string): string =>
    text.replace(/"trainSeconds":[^,]*,"microsecondsPerSample":[^,]*,/, '');
  const [first, second] = await Promise.all([runProgram(...small), runProgram(...small)]);
  expect(withoutTimes(first.stdout)).not.toContain('Seconds');
  expect(withoutTimes(second.stdout)).toBe(withoutTimes(first.stdout));
});
