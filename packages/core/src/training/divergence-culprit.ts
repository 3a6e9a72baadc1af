import { nonFiniteIn } from '../base/finite.js';
import type { RunOutputs, RunRequest } from '../plan/backend.js';
import { Plan } from '../plan/plan.js';
import { operandsOf, type PlanNode } from '../plan/plan-node.js';
import type { Training } from './training.js';

/** What made the first number that is not finite in a batch. */
export interface Culprit {
  /** What is known about it. */
  readonly text: string;
  /** Its operation. Missing when the batch could not be observed. */
  readonly operation?: PlanNode['operation'];
  /** Whether finite numbers gave NaN, as 0 / 0 does, and not just infinity. */
  readonly madeNaN?: boolean;
  /** Why the batch could not be observed. */
  readonly cause?: unknown;
}

/**
 * Computes a batch again with every operation as an output, and goes back from what failed to the operation whose operands are
 * all finite.
 *
 * @param parameter the parameter that fails after the batch; undefined if a loss fails
 */
export async function culpritOf(training: Training, run: RunRequest, parameter: string | undefined): Promise<Culprit> {
  const { nodes, outputs } = training.plans.train;
  const unknown = { text: `${parameter ?? 'the loss'} is not finite, and no number was before` };
  let results: RunOutputs;
  try {
    results = await observe(training, run);
  } catch (cause) {
    // Such as a batch whose results do not fit into memory all at once.
    return { ...unknown, cause };
  }
  const isTarget = (index: number): boolean => {
    const node = nodes[index]!;
    return node.operation === 'parameter' && node.name === parameter;
  };
  let index =
    parameter === undefined
      ? outputs.loss!
      : nodes.findIndex((node) => node.operation === 'update' && node.targets.some(isTarget));
  if (badness(results[index]) === 0) return unknown;
  for (;;) {
    const own = badness(results[index]);
    const wrong = operandsOf(nodes[index]!).filter((operand) => badness(results[operand]) > 0);
    const next = wrong.find((operand) => badness(results[operand]) === own) ?? wrong[0];
    if (next === undefined) break;
    index = next;
  }
  const { operation } = nodes[index]!;
  return {
    text: `${describe(nodes, index, parameter)} made the first number that is not finite${sourceOf(nodes, index, results, run)}`,
    operation,
    madeNaN: badness(results[index]) === 2,
  };
}

/** The results of all operations of a batch, by their positions. */
async function observe({ backend, plans, program, data }: Training, run: RunRequest): Promise<RunOutputs> {
  const { nodes } = plans.train;
  const outputs = nodes.flatMap(({ operation }, index) =>
    operation === 'update' ? [] : [[String(index), index] as const],
  );
  const own = await backend.compile({ observed: new Plan(nodes, Object.fromEntries(outputs)) });
  try {
    for (const node of nodes) if (node.operation === 'parameter') own.write(node.name, program.read(node.name));
    const loaded = own.load({ inputs: data.inputs, targets: data.targets });
    return await own.run({ ...run, plan: 'observed', data: loaded });
  } finally {
    own.dispose();
  }
}

/** 0 for finite numbers, 1 if some are infinite, 2 if some are NaN. An update has no results. */
function badness(values: RunOutputs[string] | undefined): number {
  if (!values) return 2;
  if (nonFiniteIn(values) < 0) return 0;
  return values.some(Number.isNaN) ? 2 : 1;
}

function describe(nodes: readonly PlanNode[], index: number, parameter: string | undefined): string {
  const { operation, label } = nodes[index]!;
  if (operation === 'update') return `the update of ${parameter}`;
  return operation === 'input' ? `the data's ${label}` : `%${index} ${operation} (${label})`;
}

/** Where the number is in the data, or the ranges of the numbers that an operation has read. */
function sourceOf(nodes: readonly PlanNode[], index: number, results: RunOutputs, { order, from }: RunRequest): string {
  const { operation, shape } = nodes[index]!;
  if (operation === 'input') {
    const values = results[index]!;
    const place = nonFiniteIn(values);
    const row = from + Math.floor(place / shape[1]);
    return `: ${values[place]} in row ${order ? order[row] : row}, column ${place % shape[1]}`;
  }
  const read = operandsOf(nodes[index]!).map((operand) => {
    const { label, operation } = nodes[operand]!;
    return `${label || operation} (${rangeOf(results[operand]!)})`;
  });
  return read.length > 0 ? `, from ${read.join(', ')}` : '';
}

function rangeOf(values: RunOutputs[string]): string {
  let [least, most] = [values[0]!, values[0]!];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return least === most ? shorten(least) : `${shorten(least)} to ${shorten(most)}`;
}

/** A number with three digits. */
export function shorten(value: number): string {
  return Math.abs(value) < 1e6 ? String(Number(value.toPrecision(3))) : value.toExponential(2);
}
