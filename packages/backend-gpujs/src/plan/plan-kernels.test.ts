import { argument, exp, map, matmul, max, mul, type Plan, PlanBuilder, reduceSum, sub } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { gpu } from '../gpu.js';
import { writeKernels } from './plan-kernels.js';

const options = {
  rows: 4,
  encodings: { x: 'dense' },
  arithmetic: 'ieee',
  batchInMatrix: false,
  inFloat64: false,
  layout: 'rows',
  isPassExpensive: false,
  mostColumns: 8192,
} as const;

function relu(kept: boolean): Plan {
  const builder = new PlanBuilder();
  const product = matmul(builder.input('x', 8), builder.parameter('w', 'weight', [8, 2]));
  if (kept) builder.output('product', product);
  builder.output(
    'relu',
    map((value) => max(value, 0), product),
  );
  return builder.build();
}

/** A map of so many matrices. */
function wide(count: number): Plan {
  const builder = new PlanBuilder();
  const operands = Array.from({ length: count }, (_, i) => builder.parameter(`p${i}`, 'weight', [2, 2]).index);
  const expression = operands.slice(1).reduce((sum, _, i) => sub(sum, argument(i + 1)), argument(0));
  builder.output('sum', builder.add({ operation: 'map', operands, expression, shape: [2, 2] }));
  return builder.build();
}

describe('the kernels of a plan', () => {
  it('make a product within the map that alone reads it', () => {
    expect(writeKernels(relu(false), options).kernels.map(({ node }) => node)).toEqual([3]);
    expect(writeKernels(relu(true), options).kernels.map(({ node }) => node)).toEqual([2, 3]);
  });

  it('read at most seven matrices, where an operation itself does not read more', () => {
    const builder = new PlanBuilder();
    const part = (i: number) =>
      map(mul, builder.parameter(`a${i}`, 'weight', [2, 2]), builder.parameter(`b${i}`, 'weight', [2, 2]));
    const all = map((a, b, c, d) => sub(sub(a, b), sub(c, d)), part(0), part(1), part(2), part(3));
    builder.output('sum', reduceSum(all, 'both'));
    const { kernels } = writeKernels(builder.build(), options);
    expect(kernels.length).toBeGreaterThan(1);
    for (const { arguments: read } of kernels) expect(read.length).toBeLessThanOrEqual(7);
  });

  it('read at most seven matrices where outputs are gathered, too, and side by side no more columns than fit', () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 8);
    const p = (i: number) => builder.parameter(`p${i}`, 'weight', [1, 8]);
    builder.output(
      'y',
      map(
        (a, b, c, d, e, f, g) => sub(sub(sub(a, b), sub(c, d)), sub(sub(e, f), g)),
        x,
        p(1),
        p(2),
        p(3),
        p(4),
        p(5),
        p(6),
      ),
    );
    builder.output('x', x);
    const device = { ...options, arithmetic: 'shader', layout: 'flat', isPassExpensive: true } as const;
    for (const mostColumns of [8, 16]) {
      const { kernels, collections } = writeKernels(builder.build(), { ...device, mostColumns });
      for (const { arguments: read } of [...kernels, ...collections.map(({ next }) => next)]) {
        expect(read.filter(({ kind }) => kind !== 'batch').length).toBeLessThanOrEqual(7);
      }
      expect(kernels.map(({ node }) => node)).toHaveLength(1);
      expect(collections.map(({ columns }) => columns)).toEqual(mostColumns === 8 ? [8, 8] : [16]);
    }
  });

  it('do not keep an operand for one kernel that is one too many for another', () => {
    const builder = new PlanBuilder();
    const one = (name: string, i: number) => builder.parameter(`${name}${i}`, 'weight', [4, 4]);
    const some = (name: string) => [one(name, 1), one(name, 2), one(name, 3), one(name, 4), one(name, 5)] as const;
    const [x1, x2, x3] = some('x');
    const [p1, p2, p3, p4, p5] = some('p');
    const [q1, q2, q3, q4] = some('q');
    const a = map((x, y, z) => sub(sub(x, y), z), x1, x2, x3);
    builder.output(
      'k1',
      map(
        (e, f, g, h, i, j) => sub(sub(sub(e, f), sub(g, h)), sub(i, j)),
        a,
        x1,
        x2,
        x3,
        map(mul, q1, q2),
        map(mul, q3, q4),
      ),
    );
    builder.output(
      'k2',
      map((e, f, g, h, i, j) => sub(sub(sub(e, f), sub(g, h)), sub(i, j)), a, p1, p2, p3, p4, p5),
    );
    const device = { ...options, arithmetic: 'shader', layout: 'flat', isPassExpensive: true } as const;
    for (const { label, arguments: read } of writeKernels(builder.build(), device).kernels) {
      expect(read.length, label).toBeLessThanOrEqual(7);
    }
  });

  it('do not compute a sum again for every column of a wide matrix', () => {
    const device = { ...options, arithmetic: 'shader', layout: 'flat', isPassExpensive: true } as const;
    const builder = new PlanBuilder();
    const x = builder.input('x', 8);
    const total = reduceSum(map(exp, x), 'columns');
    const wide = builder.input('z', 512);
    builder.output('sums', map(mul, wide, total));
    const { kernels } = writeKernels(builder.build(), { ...device, encodings: { x: 'dense', z: 'dense' } });
    expect(kernels.map(({ label }) => label.replace(/^%\d+ /, '').split(' ')[0])).toEqual(['reduce']);
  });

  it('say which operation reads too many', () => {
    const [widest] = writeKernels(wide(9), options).kernels;
    expect(widest?.label).toMatch(/^%9 map/);
    expect(widest?.arguments).toHaveLength(9);
  });

  it('hold no text of an author', () => {
    const { kernels } = writeKernels(relu(false), options);
    expect(kernels[0]!.source).toMatch(/^function \(a0, a1, a2\) \{\nconst c = this\.thread\.x;/);
    expect(kernels[0]!.source).not.toContain('=>');
  });
});

it('nine matrices at once are no trouble without a device', async () => {
  const plan = wide(9);
  const program = await gpu({ mode: 'webasm' }).compile({ plan });
  for (let i = 0; i < 9; i++) program.write(`p${i}`, [i + 1, 1, 1, 1]);
  const data = program.load({ x: { rows: 1, columns: 1, data: new Float32Array(1) } });
  const { sum } = await program.run({ plan: 'plan', data, from: 0, to: 1, batchSize: 1, scalars: new Float64Array(0) });
  expect(Array.from(sum!)).toEqual([1 - 44, -7, -7, -7]);
  program.dispose();
});
