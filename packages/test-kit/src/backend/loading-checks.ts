import { add, map, type Plan, PlanBuilder, type Program } from '@nnf/core';
import { ensure } from '../check.js';
import { ensureSameBits } from '../same-bits.js';
import type { BackendTarget } from './backend-target.js';
import { someMatrix } from './plan-run.js';
import { ensureRefused } from './program-checks.js';

const [rows, columns] = [6, 24] as const;
const all = { plan: 'plan', from: 0, to: rows, batchSize: rows, scalars: new Float64Array(0) } as const;

/** The sum of rows of numbers and of one-hot rows. */
function sumPlan(): Plan {
  const builder = new PlanBuilder();
  builder.output('sum', map(add, builder.input('x', columns), builder.input('class', columns)));
  return builder.build();
}

function load(program: Program, x: Uint8Array | Float64Array, labels: Uint8Array | Float64Array) {
  return program.load({
    x: { rows, columns, data: x },
    class: { rows, columns, data: labels, encoding: 'classes' },
  });
}

/** Loaded data has the numbers that it was loaded with, whatever the caller writes to the arrays later. */
export async function copiesData({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile({ plan: sumPlan() });
  const few = new Float64Array(rows * columns);
  few.set([1, 0.5, 0.25]);
  for (const [kind, x] of Object.entries({
    'dense numbers': Float64Array.from(someMatrix(rows, columns).data),
    bytes: new Uint8Array(rows * columns).fill(3),
    'mostly zeros': few,
  })) {
    const labels = Uint8Array.of(0, 23, 1, 7, 7, 2);
    const data = load(program, x, labels);
    const before = await program.run({ ...all, data });
    x.fill(9);
    labels.fill(200);
    const after = await program.run({ ...all, data });
    ensureSameBits(after, `${kind} that the caller changed after load`, before, 'the loaded ones');
    data.dispose();
  }
  program.dispose();
}

/** Class numbers and rows become addresses, so they are checked. */
export async function checksRows({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile({ plan: sumPlan() });
  const x = new Uint8Array(rows * columns);
  for (const wrong of [columns, 255, -1, 0.5, 2 ** 31, Number.NaN]) {
    const labels = new Float64Array(rows).fill(wrong, 4, 5);
    await ensureRefused(`class ${wrong} of ${columns}`, () => load(program, x, labels), 'INVALID_MATRIX', [
      'class',
      'row 4',
    ]);
  }
  const data = load(program, x, new Uint8Array(rows));
  const run = (changes: object) => async () => {
    const request = { ...all, data, ...changes };
    return program.runNow?.(request) ?? program.run(request);
  };
  const order = Uint32Array.of(0, 1, 2, rows);
  await ensureRefused('a run to row 7 of 6', run({ to: rows + 1 }), 'OUT_OF_RANGE', ['7', '6']);
  await ensureRefused('a run from row −1', run({ from: -1 }), 'OUT_OF_RANGE', ['-1']);
  await ensureRefused('a run beyond its order', run({ order, to: 5 }), 'OUT_OF_RANGE', ['5', '4']);
  await ensureRefused('an order with a row that is missing', run({ order, to: 4 }), 'OUT_OF_RANGE', ['6']);
  const { sum } = await program.run({ ...all, data, order, to: 3 });
  ensure(sum?.length === 3 * columns, 'after refused runs, a run gives no results');
  program.dispose();
}
