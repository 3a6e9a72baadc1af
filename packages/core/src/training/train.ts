import { NnfError } from '../base/errors.js';
import type { RunRequest } from '../plan/backend.js';
import { scalarNames } from '../plan/plan.js';
import { initialState } from '../random/random.js';
import { randomSource, shuffledOrder } from '../random/random-source.js';
import { firstRowScalar, randomScalars } from '../random/random-tensor.js';
import { learningRateAt } from './learning-rate.js';
import { measurementsOf } from './measurements.js';
import { findNonFinite } from './non-finite.js';
import type { Training } from './training.js';
import type { EpochReport } from './training-options.js';
import { optimizerScalar, updateScalar } from './update-parameters.js';

/** Trains epoch by epoch until one of the ends that the options name. */
export async function* trainingOf(training: Training): AsyncGenerator<EpochReport, void, void> {
  const { program, data, signal, progress, validate, epochs = Number.POSITIVE_INFINITY } = training;
  signal?.throwIfAborted();
  const loaded = program.load({ inputs: data.inputs, targets: data.targets });
  try {
    let previousLoss = Number.POSITIVE_INFINITY;
    const wrong = program.keep();
    if (wrong !== undefined) {
      throw new NnfError('NON_FINITE', `train: the parameter ${wrong} has what is no finite ${program.dataType}`);
    }
    for (let epoch = 0; epoch < epochs; epoch++) {
      signal?.throwIfAborted();
      const start = performance.now();
      const request = epochRun(training, loaded, epoch);
      const outputs = await training.run(request);
      const losses = outputs.loss!;
      const measured = measurementsOf(outputs, training.metrics, data);
      if (!losses.every(Number.isFinite) || program.keep() !== undefined) {
        program.restore();
        throw await findNonFinite(training, request, epoch);
      }
      progress.epochs++;
      progress.steps += updatesOf(training, losses.length, request.batchSize);
      const seconds = (performance.now() - start) / 1000;
      const report = { epoch, ...measured, lastSampleLoss: losses.at(-1)!, seconds };
      yield validate ? { ...report, validation: await validate() } : report;
      if (isFinished(training, measured.loss, previousLoss)) return;
      previousLoss = measured.loss;
    }
  } finally {
    loaded.dispose();
  }
}

function isFinished({ lossThreshold, stopWhenLossRises }: Training, loss: number, previousLoss: number): boolean {
  if (lossThreshold !== undefined && loss <= lossThreshold) return true;
  return stopWhenLossRises === true && loss > previousLoss;
}

/** The request for one epoch: all rows, in order or shuffled, with every batch's scalars. */
function epochRun(training: Training, data: RunRequest['data'], epoch: number): RunRequest {
  const { seed, progress, signal, shuffle } = training;
  const { rows } = data;
  const batchSize = Math.min(training.batchSize ?? 32, rows);
  return {
    plan: 'train',
    data,
    from: 0,
    to: rows,
    batchSize,
    scalars: scalarTable(training, epoch, rows, batchSize),
    ...(shuffle && { order: shuffledOrder(rows, randomSource(seed, 'shuffle', progress.epochs)) }),
    ...(signal && { signal }),
  };
}

/** One row a batch, one column for each of the plan's scalars. */
function scalarTable(training: Training, epoch: number, rows: number, batchSize: number): Float64Array {
  const names = scalarNames(training.plans.train);
  const batches = Math.ceil(rows / batchSize);
  const table = new Float64Array(batches * names.length);
  names.forEach((name, column) => {
    const value = scalarFunction(training, name, epoch, rows, batchSize);
    for (let batch = 0; batch < batches; batch++) table[batch * names.length + column] = value(batch);
  });
  return table;
}

/** How many updates an epoch has. */
function updatesOf({ accumulate }: Training, rows: number, batchSize: number): number {
  return Math.ceil(rows / (batchSize * accumulate));
}

/** A scalar's value by batch. The first update of all is step 1. */
function scalarFunction(
  training: Training,
  name: string,
  epoch: number,
  rows: number,
  batchSize: number,
): (batch: number) => number {
  const { optimizer, progress, seed, accumulate } = training;
  const group = batchSize * accumulate;
  const stepOf = (batch: number): number => Math.floor(batch / accumulate);
  if (name === 'rows') return (batch) => Math.min(group, rows - stepOf(batch) * group);
  if (name === updateScalar)
    return (batch) => ((batch + 1) % accumulate === 0 || (batch + 1) * batchSize >= rows ? 1 : 0);
  if (name === 'learning rate') {
    const before = epoch * updatesOf(training, rows, batchSize);
    return (batch) => learningRateAt(training.learningRate, { epoch, step: before + stepOf(batch) });
  }
  if (name === firstRowScalar) return (batch) => (batch % accumulate) * batchSize;
  const word = randomScalars.indexOf(name);
  if (word >= 0) return (batch) => initialState(seed, progress.steps + stepOf(batch) + 1)[word]!;
  for (const [own, value] of Object.entries(optimizer.scalars ?? {})) {
    if (optimizerScalar(own) === name) return (batch) => value(progress.steps + stepOf(batch) + 1);
  }
  throw new RangeError(`the plan reads a scalar '${name}' that nobody gives`);
}
