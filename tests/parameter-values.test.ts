import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { type Backend, createNetwork, HiddenLayer, type InitialParameter, InputLayer, OutputLayer } from '@nnf/core';
import { constant, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, it } from 'vitest';
import { regressionData, regressionNetwork } from './small-networks.js';

const backends: readonly (readonly [string, () => Backend])[] = [
  ['reference', reference],
  ['cpu in float32', cpu],
  ['cpu in float64', () => cpu({ dtype: 'float64' })],
  ['gpu in cpu', () => gpu({ mode: 'cpu' })],
];

/** One linear layer from 2 inputs to 1 output. */
const linear = (backend: Backend, weights: InitialParameter) =>
  createNetwork([new InputLayer(2), new OutputLayer(1, identity, meanSquaredError, { weights, biases: zeros })], {
    backend,
  });

describe.each(backends)('parameters on %s', (_, make) => {
  it('go back in after a JSON round trip, into networks and into layers', async () => {
    const network = await regressionNetwork({ backend: make(), seed: 1 });
    const text = JSON.stringify(network.readParameters());
    const copy = await regressionNetwork({ backend: make(), seed: 2 });
    copy.writeParameters(JSON.parse(text));
    expect(copy.readParameters()).toEqual(network.readParameters());
    const arrays = network.readParameters().map((parameter) => ({ ...parameter, data: Array.from(parameter.data) }));
    const another = await regressionNetwork({ backend: make(), seed: 3 });
    another.writeParameters(arrays);
    expect(another.readParameters()).toEqual(network.readParameters());
    const [weights, biases] = JSON.parse(text);
    const hidden = new HiddenLayer(3, identity, { weights, biases });
    const output = new OutputLayer(1, identity, meanSquaredError, { weights: zeros, biases: zeros });
    const built = await createNetwork([new InputLayer(2), hidden, output], { backend: make() });
    expect(built.readParameters().slice(0, 2)).toEqual(network.readParameters().slice(0, 2));
  });

  it('are refused transposed, and none is written', async () => {
    const network = await regressionNetwork({ backend: make() });
    const before = network.readParameters();
    const [weights, biases] = before;
    expect(() =>
      network.writeParameters([
        { ...biases!, data: [7, 7, 7] },
        { ...weights!, rows: 3, columns: 2 },
      ]),
    ).toThrow('writeParameters: the shape of hidden 1 weights is [3, 2], expected [2, 3] ([inputs, outputs])');
    expect(network.readParameters()).toEqual(before);
  });
});

describe.each(backends.filter(([name]) => name !== 'reference' && name !== 'cpu in float64'))(
  'in float32, on %s',
  (_, make) => {
    it.each<[string, InitialParameter]>([
      ['given', [[1], [1e39]]],
      ['scaled', { rows: 2, columns: 1, data: Float64Array.of(1, -1e300), scale: 1e-200 }],
      ['drawn', constant(-3.5e38)],
    ])('initial values that become infinite are refused: %s', async (_kind, weights) => {
      await expect(linear(make(), weights)).rejects.toMatchObject({
        code: 'INVALID_INITIAL_VALUES',
        message: expect.stringContaining('createNetwork: output weights has a number that is not finite in float32: '),
      });
    });

    it('written values that become infinite are refused, and the largest float32 is not', async () => {
      const network = await linear(make(), zeros);
      expect(() => network.writeParameters([{ name: 'output weights', data: [1, 1e39] }])).toThrow(
        'writeParameters: output weights has a number that is not finite in float32: 1e+39 in row 1, column 0',
      );
      const largest = (2 - 2 ** -23) * 2 ** 127;
      network.writeParameters([{ name: 'output weights', data: [largest, -largest] }]);
      expect(Array.from(network.readParameters()[0]!.data)).toEqual([largest, -largest]);
    });
  },
);

it('in float64, 1e39 is a weight', async () => {
  const network = await linear(reference(), [[1e39], [1]]);
  expect((await network.predict(regressionData.inputs)).data).toHaveLength(7);
});

it('in float64, a scale that makes given values infinite is found', async () => {
  const weights = { rows: 2, columns: 1, data: Float64Array.of(1, 1e300), scale: 1e300 };
  await expect(linear(reference(), weights)).rejects.toMatchObject({ code: 'INVALID_INITIAL_VALUES' });
});
