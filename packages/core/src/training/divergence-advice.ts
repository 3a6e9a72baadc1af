import { copyRow, type Matrix } from '../base/matrix.js';
import type { RunRequest } from '../plan/backend.js';
import { scalarsOf } from '../plan/plan.js';
import { type Culprit, shorten } from './divergence-culprit.js';
import type { Training } from './training.js';

/** Data that reaches this is not scaled. */
const largeData = 100;
/** Trained parameters hardly reach this. */
const largeParameter = 1000;

/** Says whether data or parameters are large in a batch that diverged, and what to do about it. */
export function adviceFor(training: Training, run: RunRequest, { operation, madeNaN }: Culprit): string {
  if (operation === 'input') return 'remove such rows, or replace such numbers';
  const { data, plans, program } = training;
  const advice: string[] = [];
  for (const [name, matrix] of [
    ['inputs', data.inputs],
    ['targets', data.targets],
  ] as const) {
    const most = mostIn(matrix, run);
    // True for NaN too.
    if (!(most <= largeData)) advice.push(`the ${name} reach ${shorten(most)}: scale them to about -1 to 1`);
  }
  const rate = scalarsOf(plans.train).findIndex(({ kind }) => kind === 'learning rate');
  const smaller = `try a smaller learningRate${rate < 0 ? '' : ` (it is ${run.scalars[rate]})`}`;
  let [largest, most] = ['', largeParameter];
  for (const node of plans.train.nodes) {
    if (node.operation !== 'parameter' || node.role === 'slot') continue;
    const own = mostOf(program.read(node.name));
    if (own > most) [largest, most] = [node.name, own];
  }
  if (largest) advice.push(`${largest} reach ${shorten(most)}: ${smaller}, clip, or smaller initial values`);
  const look = 'look at this operation and its derivative for such numbers';
  // Large data may be right, and 0 / 0 does not come from it.
  if (operation === 'map' && madeNaN && !largest && advice.length > 0) advice.push(`if they are right, ${look}`);
  if (advice.length > 0) return advice.join('; ');
  if (operation === 'update') return smaller;
  const none = 'neither data nor parameters are large';
  return operation ? `${none}, so ${look}` : none;
}

/** The largest magnitude in a batch's rows of a matrix. */
function mostIn(matrix: Matrix, { order, from, to }: RunRequest): number {
  const row = new Float64Array(matrix.columns);
  let most = 0;
  for (let i = from; i < to; i++) {
    copyRow(matrix, order ? order[i]! : i, row);
    most = Math.max(most, mostOf(row));
  }
  return most;
}

function mostOf(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
