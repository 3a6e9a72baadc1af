import {
  type Activation,
  gradient,
  map,
  mul,
  type Plan,
  PlanBuilder,
  reduceSum,
  simplify,
  type Tensor,
} from '@nnf/core';
import { ensureDerivatives } from './central-difference.js';
import { type Check, ensure } from './check.js';
import { PlanComputation } from './plan-computation.js';
import { textOf, throughText } from './plan-text.js';
import { ensureIdentity, ensureRange } from './plugin-identity.js';
import { ensureSameBits } from './same-bits.js';
import { numbersBetween } from './sample-numbers.js';

/** What an activation is compared with. */
export interface ActivationExpectations {
  /**
   * The activation's formula in plain numbers, for one row. Its values are compared with it.
   *
   * @example
   * activationChecks(relu, { formula: (row) => row.map((x) => Math.max(x, 0)) });
   */
  readonly formula?: (row: readonly number[]) => readonly number[];
}

/** An activation's output and its optional forms, with their names in messages. */
const formNames = { forward: 'its output', log: 'its log', logComplement: 'its logComplement' } as const;
type Form = keyof typeof formNames;

/**
 * The checks that every activation must pass, without a test runner. `activationSuite` registers them.
 *
 * @example
 * const failures = await failuresOf(activationChecks(relu));
 */
export function activationChecks(activation: Activation, { formula }: ActivationExpectations = {}): readonly Check[] {
  const checks: Check[] = [
    {
      name: 'is an activation with a name in kebab-case',
      run: async () => {
        ensureIdentity(activation, 'activation');
        ensureRange(activation.range, 'range');
      },
    },
    { name: 'keeps the shape', run: () => keepsShape(activation) },
    { name: 'its derivative agrees with central differences', run: () => agreesWithDifferences(activation) },
    { name: 'is finite at large inputs, and so is its derivative', run: () => staysFinite(activation) },
    { name: 'propagates NaN', run: () => passesNaN(activation) },
    { name: 'has no state between calls', run: async () => hasNoState(activation) },
    { name: 'computes each row of a batch as if alone', run: () => isRowByRow(activation) },
    { name: 'survives saving and loading its expression', run: () => survivesSaving(activation) },
  ];
  if (activation.range) checks.push({ name: 'stays within its range', run: () => staysInRange(activation) });
  if (activation.normalized) checks.push({ name: 'its rows sum to 1', run: () => sumsToOne(activation) });
  if (activation.log || activation.logComplement) {
    checks.push({ name: 'its logarithms match its output', run: () => logarithmsAgree(activation) });
  }
  if (formula) checks.push({ name: 'agrees with its formula', run: () => agreesWithFormula(activation, formula) });
  return checks;
}

function formsOf(activation: Activation): readonly (readonly [Form, (x: Tensor) => Tensor])[] {
  return (Object.keys(formNames) as Form[]).flatMap((form) => {
    const trace = activation[form];
    return trace ? [[form, trace] as const] : [];
  });
}

/** All forms of an input with the given number of columns, each with the gradient of a weighted sum. */
function tracePlan(activation: Activation, columns: number): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('x', columns);
  const weights = builder.input('weights', columns);
  for (const [form, trace] of formsOf(activation)) {
    const result = trace(x);
    builder.output(form, result);
    builder.output(`${form} gradient`, gradient(reduceSum(map(mul, result, weights), 'both'), [x])[0]!);
  }
  return builder.build();
}

type Outputs = Readonly<Record<string, Float64Array>>;

/** All outputs and gradients of an activation for rows of numbers. */
async function computeRows(activation: Activation, rows: readonly (readonly number[])[]): Promise<Outputs> {
  const computation = await PlanComputation.of(simplify(tracePlan(activation, rows[0]!.length)));
  const x = rows.flat();
  return computation.compute({ x, weights: numbersBetween(-2, 2, x.length, 3) }, rows.length);
}

async function keepsShape(activation: Activation): Promise<void> {
  for (const columns of [1, 3, 8]) {
    const builder = new PlanBuilder();
    const x = builder.input('x', columns);
    for (const [form, trace] of formsOf(activation)) {
      const { shape } = trace(x);
      ensure(
        shape[0] === 'batch' && shape[1] === columns,
        `${formNames[form]} is [${shape.join(', ')}] for [batch, ${columns}]`,
      );
    }
  }
}

async function agreesWithDifferences(activation: Activation): Promise<void> {
  for (const [form, trace] of formsOf(activation)) {
    for (const [rows, columns, far] of [
      [5, 4, 3],
      [3, 1, 3],
      // Each number has its own row, so that none is small compared with another.
      [48, 1, 60],
    ] as const) {
      const values = numbersBetween(-far, far, rows * columns, columns);
      await ensureDerivatives({
        what: formNames[form],
        variables: [{ name: 'x', shape: ['batch', columns], values }],
        rows,
        trace: (_, [x]) => trace(x!),
      });
    }
  }
}

async function staysFinite(activation: Activation): Promise<void> {
  const rows = [100, 1e3, 1e4].flatMap((far) => [
    [far, -far, 0],
    [far, far, far],
    [-far, -far, -far],
  ]);
  for (const [name, values] of Object.entries(await computeRows(activation, rows))) {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    ensure(
      wrong < 0,
      () => `${name} is ${values[wrong]} at ${rows.flat()[wrong]} in the row ${describeRow(rows, wrong)}`,
    );
  }
}

async function passesNaN(activation: Activation): Promise<void> {
  const rows = [0, 1, 2].map((place) => [0.5, -1, 2].with(place, Number.NaN));
  const outputs = await computeRows(activation, rows);
  for (const [form] of formsOf(activation)) {
    for (const place of [0, 1, 2]) {
      const width = outputs[form]!.length / rows.length;
      const found = outputs[form]![place * width + Math.min(place, width - 1)];
      ensure(Number.isNaN(found), `${formNames[form]} is ${found} where the input is NaN`);
    }
  }
}

function hasNoState(activation: Activation): void {
  const first = textOf(tracePlan(activation, 3));
  tracePlan(activation, 5);
  ensure(
    textOf(tracePlan(activation, 3)) === first,
    'traced again, it computes something else; it must depend only on its input',
  );
}

async function isRowByRow(activation: Activation): Promise<void> {
  const rows = Array.from({ length: 6 }, (_, row) => Array.from(numbersBetween(-3, 3, 4, row)));
  const computation = await PlanComputation.of(simplify(tracePlan(activation, 4)));
  const weights = numbersBetween(-2, 2, 24, 3);
  const together = await computation.compute({ x: rows.flat(), weights }, rows.length);
  for (const [row, x] of rows.entries()) {
    const alone = await computation.compute({ x, weights: weights.subarray(row * 4, row * 4 + 4) }, 1);
    const there = Object.entries(together).map(([name, values]) => [name, rowOf(values, row, rows.length)]);
    ensureSameBits(Object.fromEntries(there), `in row ${row} of a batch`, alone, 'alone');
  }
}

async function survivesSaving(activation: Activation): Promise<void> {
  const plan = tracePlan(activation, 4);
  const values = { x: numbersBetween(-3, 3, 24), weights: numbersBetween(-2, 2, 24, 3) };
  const [before, after] = await Promise.all(
    [plan, throughText(plan)].map(async (which) => (await PlanComputation.of(which)).compute(values, 6)),
  );
  ensureSameBits(after!, 'after loading', before!, 'before saving');
}

/** Rows of small, large and equal numbers. */
const spreadRows = (): readonly (readonly number[])[] => [
  ...Array.from({ length: 40 }, (_, row) => Array.from(numbersBetween(-8, 8, 3, row))),
  ...Array.from({ length: 10 }, (_, row) => Array.from(numbersBetween(-60, 60, 3, row))),
  [0, 0, 0],
  [-0, 1e-9, -1e-9],
  [50, -50, 700],
  [-1e4, 1e4, -1e4],
];

async function staysInRange(activation: Activation): Promise<void> {
  const [least, greatest] = activation.range!;
  const rows = spreadRows();
  const { forward } = await computeRows(activation, rows);
  const wrong = forward!.findIndex((value) => !(value >= least && value <= greatest));
  ensure(
    wrong < 0,
    () => `its output is ${forward![wrong]} for ${rows.flat()[wrong]}; its range says ${least} to ${greatest}`,
  );
}

async function sumsToOne(activation: Activation): Promise<void> {
  const rows = spreadRows();
  const { forward } = await computeRows(activation, rows);
  rows.forEach((row, i) => {
    const sum = rowOf(forward!, i, rows.length).reduce((total, value) => total + value, 0);
    ensure(
      Math.abs(sum - 1) <= 1e-12,
      () => `its outputs for the row [${row.join(', ')}] sum to ${sum}; it says normalized`,
    );
  });
}

async function logarithmsAgree(activation: Activation): Promise<void> {
  const rows = spreadRows();
  const { forward, log, logComplement } = await computeRows(activation, rows);
  forward!.forEach((p, i) => {
    for (const [name, found, expected] of [
      ['log', log?.[i], p],
      ['logComplement', logComplement?.[i], 1 - p],
    ] as const) {
      if (found === undefined) continue;
      ensure(
        Math.abs(Math.exp(found) - expected) <= 1e-12,
        () => `its ${name} is ${found} for ${rows.flat()[i]}; its output is ${p}`,
      );
    }
  });
}

async function agreesWithFormula(
  activation: Activation,
  formula: (row: readonly number[]) => readonly number[],
): Promise<void> {
  const rows = spreadRows().slice(0, -1);
  const { forward } = await computeRows(activation, rows);
  const wanted = rows.flatMap((row) => {
    const values = formula(row);
    ensure(
      Array.isArray(values) && values.length === row.length,
      () => `the formula gives ${String(values)} for the row [${row.join(', ')}], expected ${row.length} numbers`,
    );
    return values;
  });
  wanted.forEach((expected, i) => {
    const found = forward![i]!;
    ensure(
      Math.abs(found - expected) <= 1e-12 * (1 + Math.abs(expected)),
      () => `its output is ${found} for ${rows.flat()[i]}; by the formula it is ${expected}`,
    );
  });
}

/** The row of an element, shortened if it is wide. */
function rowOf(values: Float64Array, row: number, rows: number): Float64Array {
  const width = values.length / rows;
  return values.subarray(row * width, (row + 1) * width);
}

function describeRow(rows: readonly (readonly number[])[], element: number): string {
  return `[${rows[Math.floor(element / rows[0]!.length)]!.join(', ')}]`;
}
