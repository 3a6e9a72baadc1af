import { setFlagsFromString } from 'node:v8';
import { type Backend, matmul, PlanBuilder } from '@nnf/core';
import { backendSuite } from '@nnf/test-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../../core/src/testing/failure-of.js';
import { cpu } from '../cpu.js';

afterEach(() => vi.unstubAllGlobals());

// Node 20 has relaxed SIMD only behind a flag.
if (Number(process.versions.node.split('.')[0]) < 22) setFlagsFromString('--experimental-wasm-relaxed-simd');

backendSuite((options) => cpu({ ...options, relaxed: true }));

/** x² − (1 + 2e) for x = 1 + e: e² if it is rounded once, 0 if rounding x² loses e². */
async function square(
  backend: Backend,
  rows: number,
  transposed: readonly [boolean, boolean],
  zeros: number,
): Promise<Set<number>> {
  const e = backend.dataTypes[0] === 'float32' ? 2 ** -12 : 2 ** -27;
  const builder = new PlanBuilder();
  const inner = 2 + zeros;
  const [left, right] = [
    [1, 1 + e],
    [-(1 + 2 * e), 1 + e],
  ].map((pair) => [...pair, ...new Array<number>(zeros).fill(0)]) as [number[], number[]];
  const w = builder.parameter('w', 'weight', transposed[1] ? [5, inner] : [inner, 5]);
  builder.output('product', matmul(builder.input('x', inner), w, transposed));
  const program = await backend.compile({ plan: builder.build() });
  const byRow = Array.from({ length: 5 }, () => right).flat();
  program.write('w', transposed[1] ? byRow : right.flatMap((value) => new Array<number>(5).fill(value)));
  const data = Float64Array.from({ length: rows * inner }, (_, i) => left[i % inner]!);
  const x = program.load({ x: { rows, columns: inner, data } });
  const run = { plan: 'plan', data: x, from: 0, to: rows, batchSize: rows, scalars: new Float64Array(0) };
  return new Set((await program.run(run)).product);
}

describe.each(['float32', 'float64'] as const)('relaxed, in %s', (dtype) => {
  it('says so, and that its bits differ between machines', async () => {
    const backend = cpu({ dtype, relaxed: true });
    expect(backend).toMatchObject({ options: { dtype, relaxed: true }, deterministic: false });
    expect((await backend.compile({})).executes).toBe(`${dtype} WebAssembly relaxed SIMD`);
    expect(cpu({ dtype, relaxed: false })).toMatchObject({ options: { dtype }, deterministic: true });
  });

  it('rounds every kind of product in the same way: once if the machine can', async () => {
    const found = new Set<number>();
    for (const rows of [1, 5, 33]) {
      for (const zeros of [0, 30]) {
        for (const value of await square(cpu({ dtype, relaxed: true }), rows, [false, false], zeros)) found.add(value);
        expect(await square(cpu({ dtype }), rows, [false, false], zeros)).toEqual(new Set([0]));
      }
      // Two numbers do not fill a vector, and in such a vector products are always rounded.
      for (const value of await square(cpu({ dtype, relaxed: true }), rows, [false, true], 30)) {
        expect([0, dtype === 'float32' ? 2 ** -24 : 2 ** -54]).toContain(value);
      }
    }
    expect([[0], [dtype === 'float32' ? 2 ** -24 : 2 ** -54]]).toContainEqual([...found]);
  });

  it('has no effect if the host has no such instructions, and says so', async () => {
    vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { validate: { value: () => false } }));
    const backend = cpu({ dtype, relaxed: true });
    expect(backend.deterministic).toBe(true);
    expect((await backend.compile({})).executes).toBe(`${dtype} WebAssembly SIMD`);
    expect(await square(backend, 5, [false, false], 0)).toEqual(new Set([0]));
  });
});

it('relaxed is true or false', () => {
  expect(failureOf(() => cpu({ relaxed: 1 as never }))).toBe(
    'INVALID_ARGUMENT cpu: relaxed is 1, expected true or false',
  );
});
