import { argument, map, matmul, max, mul, type Plan, PlanBuilder, reduceSum, sub } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { gpu } from './gpu.js';
import { writeKernels } from './plan-kernels.js';

const options = { rows: 4, forms: { x: 'dense' }, arithmetic: 'ieee', batchInMatrix: false, layout: 'rows' } as const;

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
