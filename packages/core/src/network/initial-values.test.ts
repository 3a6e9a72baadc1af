import { describe, expect, it, vi } from 'vitest';
import type { DataType } from '../base/data-type.js';
import type { ParameterDeclaration } from '../layer/layer.js';
import { defineInitializer } from '../parts/initializer.js';
import { randomSource } from '../random/random-source.js';
import { rejectionOf } from '../testing/failure-of.js';
import { writeInitialValues } from './initial-values.js';

const fill = vi.fn<Parameters<typeof defineInitializer>[1]['fill']>(({ rows, columns }, random) =>
  random.uniforms(rows, columns),
);
const inBlocks = defineInitializer('in-blocks', { elementwise: true, fill });
const atOnce = defineInitializer('at-once', { fill });

type Given = Pick<ParameterDeclaration, 'shape' | 'initial'>;

async function written(given: readonly Given[], dataType: DataType = 'float64'): Promise<ArrayLike<number>[]> {
  const values: ArrayLike<number>[] = [];
  const declared = given.map(({ shape, initial }, i): ParameterDeclaration => {
    return { name: `p${i}`, role: 'weight', shape, fanIn: shape[0], fanOut: shape[1], initial };
  });
  await writeInitialValues({ dataType, write: (_, numbers) => void values.push(numbers) }, declared, 7);
  return values;
}

const sizes: readonly Given['shape'][] = [
  [3, 5],
  [1, 2 ** 15],
  [1, 2 ** 15 + 1],
  [1, 100_001],
  [100_001, 1],
  [500, 300],
  [3, 70_000],
  [2 ** 15 - 1, 2],
];

describe('writeInitialValues', () => {
  it.each(sizes)('draws [%d, %d] in blocks with the bits of the whole', async (rows, columns) => {
    for (const dataType of ['float32', 'float64'] as const) {
      fill.mockClear();
      const shape = [rows, columns] as const;
      const [found, whole] = await written(
        [
          { shape, initial: inBlocks },
          { shape, initial: atOnce },
        ],
        dataType,
      );
      const expected = [0, 1].map((step) => randomSource(7, 'initial values', step).uniforms(rows, columns));
      const Numbers = dataType === 'float32' && rows * columns > 2 ** 15 ? Float32Array : Float64Array;
      expect(found!.length).toBe(rows * columns);
      expect(Buffer.from(Numbers.from(found!).buffer).equals(Buffer.from(Numbers.from(expected[0]!).buffer))).toBe(
        true,
      );
      expect(Buffer.from(Numbers.from(whole!).buffer).equals(Buffer.from(Numbers.from(expected[1]!).buffer))).toBe(
        true,
      );
      const sizes = fill.mock.calls.map(([{ rows, columns }]) => rows * columns);
      expect(sizes.pop()).toBe(rows * columns);
      for (const size of sizes) expect(size).toBeLessThanOrEqual(2 ** 15);
    }
  });

  it('takes given values of any matrix form and size', async () => {
    const shape = [2, 3] as const;
    const scaled = { rows: 2, columns: 3, data: Uint8Array.of(0, 1, 2, 3, 4, 5), scale: 0.5 };
    const data = Float32Array.from({ length: 120_000 }, (_, i) => i);
    const values = await written([
      { shape, initial: scaled },
      { shape: [300, 400], initial: { rows: 300, columns: 400, data } },
      { shape: [1, 120_000], initial: { rows: 1, columns: 120_000, data } },
      { shape, initial: { rows: 2, columns: 3, data: Uint8Array.of(2, 0), encoding: 'classes' } },
    ]);
    expect(Array.from(values[0]!)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    for (const large of [values[1]!, values[2]!]) expect(Float32Array.from(large)).toEqual(data);
    expect(Array.from(values[3]!)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it('names the place of a wrong number in the parameter, not in the block', async () => {
    const wrong = (value: number) =>
      defineInitializer('wrong', {
        elementwise: true,
        fill: ({ rows, columns }, random) =>
          random.uniforms(rows, columns).map((uniform) => (uniform === last ? value : uniform)),
      });
    const last = randomSource(7, 'initial values', 0).uniform(399, 299);
    const shape = [400, 300] as const;
    expect(await rejectionOf(written([{ shape, initial: wrong(Number.NaN) }]))).toContain('NaN at row 399, column 299');
    expect(await rejectionOf(written([{ shape, initial: wrong(1e39) }], 'float32'))).toContain(
      '1e+39 in row 399, column 299',
    );
  });

  it('lets timers run', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const start = performance.now();
    await written([{ shape: [3000, 2000], initial: inBlocks }]);
    clearInterval(timer);
    expect(turns).toBeGreaterThan((performance.now() - start) / 100);
  });

  it('says that the host has no memory for a parameter', async () => {
    expect(await rejectionOf(written([{ shape: [2 ** 30, 2 ** 30], initial: inBlocks }]))).toMatch(
      /^MEMORY_LIMIT p0: the host refuses to provide \d+ bytes/,
    );
    expect(await rejectionOf(written([{ shape: [2 ** 30, 2 ** 30], initial: atOnce }]))).toMatch(
      /^MEMORY_LIMIT random/,
    );
  });
});
