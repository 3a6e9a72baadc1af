// Measures square matrix products. Each is a batch of a plan with no other operation. Small products run in many batches per
// call, so that the overhead of a call hardly counts. The time includes copying the results to the caller.
import { readFileSync } from 'node:fs';
import { report } from './cases.mjs';
import { millisecondsOf } from './measure.mjs';

const { matmul, PlanBuilder } = await import(new URL('../../packages/core/dist/index.js', import.meta.url).href);
const { sizes } = JSON.parse(readFileSync(new URL('matmul.json', import.meta.url), 'utf8'));

export async function matmulCase(backend) {
  for (const size of sizes) {
    const builder = new PlanBuilder();
    const left = builder.input('left', size);
    const right = builder.parameter('right', 'weight', [size, size]);
    builder.output('product', matmul(left, right));
    const program = await backend.compile({ product: builder.build() });
    program.write('right', someNumbers(size * size));
    const products = Math.max(1, Math.round((256 / size) ** 2));
    const rows = products * size;
    const data = program.load({ left: { rows, columns: size, data: someNumbers(rows * size) } });
    const run = { plan: 'product', data, from: 0, to: rows, batchSize: size, scalars: new Float64Array(0) };
    const milliseconds = await millisecondsOf(() => program.run(run));
    report('matmul', program.dataType, { size, microseconds: (milliseconds / products) * 1000 });
    program.dispose();
  }
}

/** Numbers from 0.5 to 1.5, with no zeros that could be skipped. */
const someNumbers = (count) => Float32Array.from({ length: count }, (_, index) => 0.5 + ((index * 7919) % 1000) / 1000);
