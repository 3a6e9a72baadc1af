import { NnfError } from '../base/errors.js';
import { scalarsOf } from '../plan/plan.js';
import type { PlanScalar } from '../plan/plan-scalar.js';
import { initialState } from '../random/random.js';
import { learningRateAt } from './learning-rate.js';
import type { Training } from './training.js';

/** One epoch's batches. */
interface Epoch {
  /** From 0, within one call of `train`. */
  readonly epoch: number;
  readonly rows: number;
  readonly batchSize: number;
}

/** The values of the training plan's scalars in an epoch: one row per batch, one column for each of `scalarsOf(plan)`. */
export function scalarTable(training: Training, epoch: Epoch): Float64Array {
  const scalars = scalarsOf(training.plans.train);
  const batches = Math.ceil(epoch.rows / epoch.batchSize);
  const table = new Float64Array(batches * scalars.length);
  scalars.forEach((scalar, column) => {
    const value = scalarValue(scalar, training, epoch);
    for (let batch = 0; batch < batches; batch++) table[batch * scalars.length + column] = value(batch);
  });
  return table;
}

/** The number of updates in an epoch. */
function updatesOf({ accumulate }: Training, rows: number, batchSize: number): number {
  return Math.ceil(rows / (batchSize * accumulate));
}

/** A scalar's value by batch. A kind without a value does not compile. */
function scalarValue(
  scalar: PlanScalar,
  training: Training,
  { epoch, rows, batchSize }: Epoch,
): (batch: number) => number {
  const { optimizer, state, seed, accumulate, program } = training;
  const group = batchSize * accumulate;
  const updateOf = (batch: number): number => Math.floor(batch / accumulate);
  // Steps count from 1 over all calls of `train`.
  const stepOf = (batch: number): number => state.steps + updateOf(batch) + 1;
  switch (scalar.kind) {
    case 'rows':
      return (batch) => Math.min(group, rows - updateOf(batch) * group);
    case 'learning rate': {
      const before = epoch * updatesOf(training, rows, batchSize);
      return (batch) =>
        learningRateAt(training.learningRate, { epoch, step: before + updateOf(batch) }, program.dataType);
    }
    case 'update':
      return (batch) => ((batch + 1) % accumulate === 0 || (batch + 1) * batchSize >= rows ? 1 : 0);
    case 'first row':
      return (batch) => (batch % accumulate) * batchSize;
    case 'random':
      return (batch) => initialState(seed, stepOf(batch))[scalar.word];
    case 'optimizer': {
      const value = optimizer.scalars?.[scalar.name];
      if (value) return (batch) => value(stepOf(batch));
      throw new RangeError(`optimizer '${optimizer.name}' has no scalar '${scalar.name}'`);
    }
    case 'custom':
      throw new NnfError(
        'INVALID_PLUGIN',
        `the training plan reads the scalar '${scalar.name}', whose value is unknown; use a parameter or a constant`,
      );
  }
}
