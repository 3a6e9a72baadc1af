import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { type Backend, createNetwork, InputLayer, type LoadedData, OutputLayer, type Program } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../packages/core/src/testing/failure-of.js';

const columns = 784;
/** Row after row of a long list of numbers, each with other numbers. */
const numbers = Float32Array.from({ length: columns + 1000 }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
const row = (i: number) => ({ rows: 1, columns, data: numbers.subarray(i % 1000, (i % 1000) + columns) });

/** A network of one layer, its program, and how much data the program has and had loaded at most. */
async function observed(backend: Backend) {
  const loads = { now: 0, most: 0 };
  let program!: Program;
  const compile: Backend['compile'] = async (plans) => {
    program = await backend.compile(plans);
    const load = program.load.bind(program);
    program.load = (matrices): LoadedData => {
      const data = load(matrices);
      loads.most = Math.max(loads.most, ++loads.now);
      const dispose = data.dispose.bind(data);
      data.dispose = () => {
        loads.now--;
        dispose();
      };
      return data;
    };
    return program;
  };
  const output = new OutputLayer(10, softmax, crossEntropy, { weights: he, biases: zeros });
  const network = await createNetwork([new InputLayer(columns), output], { backend: { ...backend, compile }, seed: 1 });
  return { network, loads, program };
}

describe.each([
  ['cpu', cpu(), 10_000],
  ['cpu, float64', cpu({ dtype: 'float64' }), 10_000],
  ['reference', reference(), 3000],
  ['gpujs', gpu({ mode: 'cpu' }), 100],
] as const)('many calls at once, on %s', (_, backend, count) => {
  it('load the data of one at a time, and get the results of single calls', async () => {
    const { network, loads, program } = await observed(backend);
    const single: Float64Array[] = [];
    for (let i = 0; i < 20; i++) single.push(Float64Array.from((await network.predict(row(i))).data));
    const { bytes } = program;
    const calls = Array.from({ length: count }, (_, i) => network.predict(row(i)));
    expect(loads.now).toBeLessThanOrEqual(1);
    const results = await Promise.all(calls);
    for (const [i, values] of single.entries()) expect(Float64Array.from(results[i]!.data)).toEqual(values);
    expect(loads).toEqual({ now: 0, most: 1 });
    expect(program.bytes).toBe(bytes);
    const evaluations = Array.from({ length: 20 }, (_, i) => network.evaluate({ inputs: row(i), targets: [i % 10] }));
    expect((await Promise.all(evaluations)).map(({ predictions }) => Float64Array.from(predictions.data))).toEqual(
      single,
    );
    expect(loads).toEqual({ now: 0, most: 1 });
    network.dispose();
  });

  it('read and check their data when their turn comes', async () => {
    const { network } = await observed(backend);
    const data = numbers.slice(0, columns);
    const inputs = { rows: 1, columns, data };
    const expected = [];
    for (const factor of [1, 2]) expected.push((await network.predict({ ...inputs, scale: factor })).data);
    const { network: other } = await observed(backend);
    // The first call is not done at once, because its plan is not compiled yet.
    const targets = new Uint8Array(1);
    const calls = [other.predict(inputs), other.predict(inputs)];
    const evaluations = [0, 1].map(() => other.evaluate({ inputs, targets }));
    const wrong = rejectionOf(evaluations[1]!);
    for (let i = 0; i < columns; i++) data[i]! *= 2;
    targets[0] = 10;
    const found = (await Promise.all(calls)).map((predictions) => predictions.data);
    expect(found[1]).toEqual(expected[1]);
    await evaluations[0];
    expect(await wrong).toMatch(/^INVALID_MATRIX evaluation targets: row 0 has class 10/);
    other.dispose();
    network.dispose();
  });

  it('reject one by one: wrong data, an aborted signal, a disposed network', async () => {
    const { network, loads } = await observed(backend);
    const controller = new AbortController();
    const call = (inputs: Parameters<typeof network.predict>[0], signal?: AbortSignal) =>
      network.predict(inputs, { ...(signal && { signal }) }).then(
        () => 'done',
        (error: Error) => error.message,
      );
    const calls = [call(row(0)), call([[1, 2]]), call(row(1), controller.signal), call(row(2))];
    controller.abort(new Error('enough'));
    expect(await Promise.all(calls)).toEqual([
      'done',
      expect.stringContaining('prediction inputs have 2 columns'),
      'enough',
      'done',
    ]);
    await network.evaluate({ inputs: row(0), targets: [1] });
    expect(loads).toEqual({ now: 0, most: 1 });
    const { network: other } = await observed(backend);
    const settled = Promise.allSettled([0, 1, 2].map((i) => other.predict(row(i))));
    other.dispose();
    // The first call may have been done at once.
    for (const late of (await settled).slice(1)) expect(late).toMatchObject({ reason: { code: 'DISPOSED' } });
    network.dispose();
  });
});
