import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { type Backend, type Matrix, type NumberArray, toMatrix } from '@nnf/core';
import { describe, expect, it, vi } from 'vitest';
import { collect, regressionData, regressionNetwork } from './small-networks.js';

/** Hosts replace globals (zone.js, bluebird), and values come from other realms (frames, jsdom). */
const backends: readonly [name: string, make: () => Backend, rows: number][] = [
  ['reference', reference, 3000],
  ['cpu', cpu, 200_000],
  ['gpu', () => gpu({ mode: 'cpu' }), 3000],
];

describe.each(backends)('on %s, with another Promise', (_, make, rows) => {
  const inputsOf = (factor: number): Matrix => ({
    rows,
    columns: 2,
    data: Float64Array.from({ length: 2 * rows }, (_, i) => Math.sin(factor * i)),
  });

  it('predictions and evaluations that overlap keep their data', async () => {
    const network = await regressionNetwork({ backend: make() });
    const matrices = [1, 2, 3, 4].map(inputsOf);
    const targets = { rows, columns: 1, data: new Float64Array(rows) };
    const predict = async (inputs: Matrix): Promise<NumberArray> => (await network.predict(inputs)).data;
    const evaluate = async (inputs: Matrix): Promise<NumberArray> =>
      (await network.evaluate({ inputs, targets })).predictions.data;
    const works = matrices.flatMap((inputs) => [() => predict(inputs), () => evaluate(inputs)]);
    const expected: NumberArray[] = [];
    for (const work of works) expected.push(await work());
    vi.stubGlobal('Promise', class OtherPromise<T> extends Promise<T> {});
    try {
      const found = await Promise.all(works.map((work) => work()));
      expect(found.map((data, i) => data.every((value, at) => value === expected[i]![at]))).toEqual(
        works.map(() => true),
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('a training is the same', async () => {
    const train = async (): Promise<readonly number[]> => {
      const network = await regressionNetwork({ backend: make() });
      const options = { epochs: 3, learningRate: 0.1, batchSize: 2, validation: regressionData };
      const reports = await collect(network.train(regressionData, options));
      return reports.flatMap(({ loss, validation }) => [loss, validation!.loss]);
    };
    const expected = await train();
    vi.stubGlobal('Promise', class OtherPromise<T> extends Promise<T> {});
    try {
      expect(await train()).toEqual(expected);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('arrays of another realm', () => {
  const foreign = <T>(code: string): T => runInNewContext(code);

  it.each(backends)('are read as those of this one, dense and sparse, on %s', async (_, make) => {
    const network = await regressionNetwork({ backend: make() });
    const bytes = foreign<Uint8Array>('Uint8Array.of(0, 255, 128, 0)');
    expect(bytes).not.toBeInstanceOf(Uint8Array);
    const own = await network.predict({ rows: 2, columns: 2, data: Uint8Array.from(bytes), scale: 1 / 255 });
    expect((await network.predict({ rows: 2, columns: 2, data: bytes, scale: 1 / 255 })).data).toEqual(own.data);
    const one = await network.predict([[0, 255]]);
    expect((await network.predict([foreign<Uint16Array>('Uint16Array.of(0, 255)')])).data).toEqual(one.data);
  });

  it.each(['new BigInt64Array(2)', 'new BigUint64Array(2)', 'new DataView(new ArrayBuffer(2))'])(
    'are refused where they hold no numbers: %s',
    (code) => {
      const data = foreign<Uint8Array>(code);
      expect(() => toMatrix({ rows: 1, columns: 2, data }, 'inputs')).toThrow('expected a typed array of numbers');
    },
  );
});

it('no package tests with instanceof what a host may replace', () => {
  const packages = join(import.meta.dirname, '..', 'packages');
  const found = readdirSync(packages, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^[^/]+\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testing\/|\/test-support\//.test(path))
    // A command, alone in its process.
    .filter((path) => !path.startsWith('create-nnf-plugin/'))
    .flatMap((path) =>
      readFileSync(join(packages, path), 'utf8')
        .split('\n')
        .filter((line) => / instanceof /.test(line) && !/^\s*(\/?\*|\/\/)/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});
