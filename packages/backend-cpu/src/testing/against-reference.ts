import { reference } from '@nnf/backend-reference';
import { type DataType, type Matrix, type Plan, scalarsOf } from '@nnf/core';
import { expect } from 'vitest';
import type { PlanResult, PlanRun } from '../../../core/src/testing/interpret-plan.js';
import { runPlan } from '../../../core/src/testing/run-plan.js';
import { cpu } from '../cpu.js';

/** How far a number may be from the expected one; NaN if any number is accepted. */
export type Tolerance = (expected: number, place: { readonly name: string; readonly index: number }) => number;

/**
 * Runs a plan on the cpu backend and on the reference, and compares all outputs and parameters, which must be equal or
 * within a tolerance. The same program first runs a batch that is all NaN, so that a read outside the data finds a NaN.
 */
export async function expectReference(
  dtype: DataType,
  plan: Plan,
  run: PlanRun,
  tolerance: Tolerance = () => 0,
): Promise<void> {
  expectClose(await runOnCpu(dtype, plan, run), await runPlan(reference(), plan, run), tolerance, plan);
}

export async function runOnCpu(dtype: DataType, plan: Plan, run: PlanRun): Promise<PlanResult> {
  const { rows, batchSize = rows } = run;
  const program = await cpu({ dtype }).compile({ plan });
  const names = plan.nodes.flatMap((node) => (node.operation === 'parameter' ? [node.name] : []));
  const scalars = scalarsOf(plan);
  // Slightly larger, or of the same size: batches of few rows use other products.
  const size = batchSize + (rows % 3);
  // Small batches have their own modules. Each one that is used first runs on NaN.
  const sizes = new Set([size, batchSize]);
  const poison = Object.fromEntries(
    Object.entries(run.data).map(([name, { columns, data }]): [string, Matrix] => {
      // Zeros are kept, so that sparse data is loaded as sparse.
      const element = (i: number): number => (data[i % data.length] === 0 ? 0 : Number.NaN);
      return [name, { rows: size, columns, data: Float64Array.from({ length: size * columns }, (_, i) => element(i)) }];
    }),
  );
  for (const name of names) program.write(name, program.read(name).fill(Number.NaN));
  const poisoned = program.load(poison);
  const nan = new Float64Array(scalars.length).fill(Number.NaN);
  for (const to of sizes) {
    await program.run({ plan: 'plan', data: poisoned, from: 0, to, batchSize: to, scalars: nan });
  }
  poisoned.dispose();
  for (const name of names) program.write(name, run.parameters?.[name] ?? program.read(name).fill(0));

  const table = Float64Array.from({ length: Math.ceil(rows / batchSize) * scalars.length }, (_, i) =>
    run.scalar!(scalars[i % scalars.length]!, Math.floor(i / scalars.length)),
  );
  const data = program.load(run.data);
  const request = { plan: 'plan', data, from: 0, to: rows, batchSize, scalars: table };
  const outputs = await program.run(run.order ? { ...request, order: run.order } : request);
  const parameters = Object.fromEntries(names.map((name) => [name, Array.from(program.read(name))]));
  program.dispose();
  const plain = Object.entries(outputs).map(([name, values]) => [name, Array.from(values)] as const);
  return { outputs: Object.fromEntries(plain), parameters };
}

export function expectClose(found: PlanResult, expected: PlanResult, tolerance: Tolerance, plan: Plan): void {
  for (const kind of ['outputs', 'parameters'] as const) {
    expect(Object.keys(found[kind])).toEqual(Object.keys(expected[kind]));
    for (const [name, values] of Object.entries(expected[kind])) {
      const actual = found[kind][name]!;
      expect(actual, name).toHaveLength(values.length);
      const wrong = values.findIndex((value, index) => {
        const other = actual[index]!;
        if (Object.is(other, value)) return false;
        const allowed = tolerance(value, { name, index });
        // A NaN tolerance accepts any number. With a tolerance, zeros of both signs are equal.
        if (Number.isNaN(allowed)) return false;
        return allowed === 0 || !(other === value || Math.abs(other - value) <= allowed);
      });
      expect(wrong, `${name}[${wrong}] is ${actual[wrong]}, expected ${values[wrong]}, in\n${plan}`).toBe(-1);
    }
  }
}
