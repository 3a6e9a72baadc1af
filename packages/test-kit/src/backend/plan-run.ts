import { reference } from '@nnf/backend-reference';
import { type Backend, type Matrix, type Plan, type PlanScalar, type Program, scalarsOf } from '@nnf/core';
import { ensure } from '../check.js';
import { distinctEighths, someEighths } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';

/** A run of a plan over the rows of data, in batches. */
export interface PlanRun {
  readonly data: Readonly<Record<string, Matrix>>;
  /** Parameters and slots by name, row by row. By default, eighths that differ by name. */
  readonly parameters?: Readonly<Record<string, ArrayLike<number>>>;
  /** The value of each scalar in each batch. By default, 0. */
  readonly scalar?: (scalar: PlanScalar, batch: number) => number;
  readonly rows: number;
  /** By default, all rows at once. */
  readonly batchSize?: number;
  readonly order?: Uint32Array;
}

/** The result of a run: outputs, and every parameter afterwards. */
export interface PlanResult {
  readonly outputs: Readonly<Record<string, ArrayLike<number>>>;
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
}

/** How far a number may be from the expected one. */
export type Tolerance = (expected: number, place: { readonly name: string; readonly element: number }) => number;

/** Data of eighths. */
export function someMatrix(rows: number, columns: number, salt = 1): Matrix {
  return { rows, columns, data: someEighths(rows * columns, salt) };
}

/** Data of eighths, no two of them equal. */
export function distinctMatrix(rows: number, columns: number, salt = 1): Matrix {
  return { rows, columns, data: distinctEighths(rows * columns, salt) };
}

/** The names and sizes of a plan's parameters. */
function parametersOf(plan: Plan): readonly { readonly name: string; readonly size: number }[] {
  return plan.nodes.flatMap((node) =>
    node.operation === 'parameter' ? [{ name: node.name, size: (node.shape[0] as number) * node.shape[1] }] : [],
  );
}

/** Runs a plan on a program that was compiled for it under the name `plan`. */
export async function runOn(program: Program, plan: Plan, run: PlanRun): Promise<PlanResult> {
  const { rows, batchSize = rows, order, scalar = () => 0 } = run;
  const parameters = parametersOf(plan);
  parameters.forEach(({ name, size }, i) => {
    program.write(name, run.parameters?.[name] ?? someEighths(size, i + 11));
  });
  const scalars = scalarsOf(plan);
  const table = Float64Array.from({ length: Math.ceil(rows / batchSize) * scalars.length }, (_, i) =>
    scalar(scalars[i % scalars.length]!, Math.floor(i / scalars.length)),
  );
  // Copies, so that a backend that writes into its arguments fails only the check for that.
  const copies = Object.entries(run.data).map(
    ([name, matrix]) => [name, { ...matrix, data: matrix.data.slice() }] as const,
  );
  const data = program.load(Object.fromEntries(copies));
  const request = { plan: 'plan', data, from: 0, to: rows, batchSize, scalars: table };
  const outputs = await program.run(order ? { ...request, order } : request);
  data.dispose();
  return { outputs, parameters: Object.fromEntries(parameters.map(({ name }) => [name, program.read(name)])) };
}

/** Compiles a plan alone, runs it, and disposes of the program. */
export async function runPlan(backend: Backend, plan: Plan, run: PlanRun): Promise<PlanResult> {
  const program = await backend.compile({ plan });
  try {
    return await runOn(program, plan, run);
  } finally {
    program.dispose();
  }
}

/**
 * Runs a plan on the backend and on the reference, and compares all outputs and parameters: equal numbers, or within a
 * tolerance.
 *
 * @throws Error naming the first number that differs, and the plan
 */
export async function ensureAsReference(
  { backend, round }: BackendTarget,
  plan: Plan,
  run: PlanRun,
  tolerance: Tolerance = () => 0,
): Promise<void> {
  const [found, expected] = [await runPlan(backend, plan, run), await runPlan(reference(), plan, run)];
  ensureNear(found, expected, tolerance, round, () => `, in\n${plan}`);
}

/** Compares two results; the expected numbers are rounded to the type first. */
export function ensureNear(
  found: PlanResult,
  expected: PlanResult,
  tolerance: Tolerance,
  round: (x: number) => number,
  where: () => string = () => '',
): void {
  for (const kind of ['outputs', 'parameters'] as const) {
    for (const [name, numbers] of Object.entries(expected[kind])) {
      const others = found[kind][name];
      ensure(others !== undefined, () => `${name} is missing from its ${kind}${where()}`);
      ensure(
        others.length === numbers.length,
        () => `${name} is ${others.length} numbers, not ${numbers.length}${where()}`,
      );
      for (let element = 0; element < numbers.length; element++) {
        const [value, other] = [round(numbers[element]!), others[element]!];
        if (other === value || (Number.isNaN(other) && Number.isNaN(value))) continue;
        const allowed = tolerance(value, { name, element });
        ensure(
          Math.abs(other - value) <= allowed,
          () =>
            `${name}, element ${element}, is ${other}, by the reference ${value}${allowed > 0 ? ` ± ${allowed}` : ''}${where()}`,
        );
      }
    }
  }
}
