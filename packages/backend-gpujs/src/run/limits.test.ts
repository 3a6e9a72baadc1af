import { matmul, PlanBuilder, reduceSum } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { matricesOf } from '../plan/pipeline-matrices.js';
import { writeKernels } from '../plan/plan-kernels.js';
import { checkParameters, checkPipeline, type Limits, limitsOf, mostBatches } from './limits.js';

const rows = 100;

/** `[batch, 8]` times `[8, 20]`: 100 × 8, 8 × 20 and 100 × 20 numbers, which are 3,200, 640 and 8,000 bytes. */
const plan = (() => {
  const builder = new PlanBuilder();
  const product = matmul(builder.input('x', 8), builder.parameter('w', 'weight', [8, 20]));
  builder.output('product', product);
  builder.output('sum', reduceSum(product, 'both'));
  return builder.build();
})();

function matrices(batch = rows) {
  const encodings = { x: 'dense' } as const;
  return matricesOf(
    plan,
    writeKernels(plan, {
      rows: batch,
      encodings,
      arithmetic: 'ieee',
      batchInMatrix: false,
      inFloat64: false,
      layout: 'rows',
      isPassExpensive: false,
      mostColumns: 8192,
    }),
    encodings,
    batch,
  );
}

async function limited(changed: Partial<Record<keyof Limits, number>>): Promise<Limits> {
  const limits = Object.entries(changed).map(([name, most]) => [name, { most, name: `MOST_${name}` }]);
  return { ...(await limitsOf('cpu')), ...Object.fromEntries(limits) };
}

describe('a pipeline that a device cannot hold', () => {
  const refusals = [
    [{ side: 99 }, /the data's x has 100 × 8 numbers, and a matrix in webgpu may have 99 rows .*at most 99 rows fit/],
    [{ side: 19 }, /'w' has 8 × 20 numbers, and .* 19 rows and as many columns \(MOST_side\); 8 × 19 would fit, or/],
    [
      { matrixBytes: 7999 },
      /has 100 × 20 numbers, 8000 bytes, .* 7999 \(MOST_matrixBytes\); batches of at most 99 rows/,
    ],
    [{ matrixBytes: 639 }, /'w' has 8 × 20 numbers, 640 bytes, .* 639 \(MOST_matrixBytes\); 159 numbers would fit/],
    // What is read back is gathered row by row, and a sum.
    [{ resultBytes: 8003 }, /100 rows gives back 8004 bytes, .* 8003 \(MOST_resultBytes\); batches of at most 99 rows/],
    [{ pipelineBytes: 600 }, /takes 19844 bytes, .* 600 \(MOST_pipelineBytes\); no batch fits/],
  ] as const;
  it.each(refusals)('beyond %o', async (changed, message) => {
    const limits = await limited(changed);
    const check = () => {
      checkParameters(plan, 'webgpu', limits);
      checkPipeline(matrices(), rows, 'webgpu', limits);
    };
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: 'GPU_LIMIT' }));
  });

  it('a batch of as many rows as the error says is let through, and one more is not', async () => {
    for (const changed of [{ side: 99 }, { matrixBytes: 7999 }, { resultBytes: 7999 }, { pipelineBytes: 12_345 }]) {
      const limits = await limited(changed);
      const message = messageOf(() => checkPipeline(matrices(), rows, 'webgl2', limits));
      const fitting = Number(/at most (\d+) rows/.exec(message)?.[1]);
      expect(messageOf(() => checkPipeline(matrices(fitting), fitting, 'webgl2', limits))).toBe('');
      expect(messageOf(() => checkPipeline(matrices(fitting + 1), fitting + 1, 'webgl2', limits))).not.toBe('');
    }
  });
});

describe('batches at a time', () => {
  it.each([
    [{}, Number.POSITIVE_INFINITY],
    [{ side: 350 }, 3],
    // What is gathered is 8,000 bytes a batch.
    [{ matrixBytes: 40_000 }, 5],
    [{ resultBytes: 16_003 }, 1],
    [{ resultBytes: 16_004 }, 2],
    // 8,644 bytes are there once, 11,200 for each batch.
    [{ pipelineBytes: 8644 + 4 * 11_200 }, 4],
  ])('with %o: %d', async (changed, batches) => {
    expect(mostBatches(matrices(), await limited(changed))).toBe(batches);
  });
});

it('plain JavaScript has no limits, and WebAssembly that of its addresses', async () => {
  expect((await limitsOf('cpu')).pipelineBytes.most).toBe(Number.POSITIVE_INFINITY);
  expect((await limitsOf('webasm')).pipelineBytes.most).toBeLessThan(2 ** 31);
});

function messageOf(action: () => void): string {
  try {
    action();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
