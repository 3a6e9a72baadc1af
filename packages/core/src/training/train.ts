import { now } from '../base/clock.js';
import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import type { RunRequest } from '../plan/backend.js';
import { randomSource, shuffledOrder } from '../random/random-source.js';
import type { LoadedDataset } from './dataset.js';
import { measurementsOf } from './measurements.js';
import { findNonFinite } from './non-finite.js';
import { scalarTable, updatesOf } from './scalar-table.js';
import type { Training, TrainingRequest } from './training.js';
import type { EpochReport } from './training-options.js';

/**
 * Trains epoch by epoch until an option ends it. Yields a report after each epoch. The data is read once, before the first
 * epoch: what its caller writes to the arrays later changes nothing.
 */
export async function* trainingOf(asked: TrainingRequest): AsyncGenerator<EpochReport, void, void> {
  const { program, signal, progress, epochs = Number.POSITIVE_INFINITY } = asked;
  signal?.throwIfAborted();
  const { data, loaded } = asked.load();
  let validation: LoadedDataset | undefined;
  try {
    validation = asked.loadValidation?.();
    const training: Training = { ...asked, data };
    let previousLoss = Number.POSITIVE_INFINITY;
    const wrong = program.keep();
    if (wrong !== undefined) {
      throw new NnfError('NON_FINITE', `train: ${wrong} has a number that is not finite in ${program.dataType}`);
    }
    for (let epoch = 0; epoch < epochs; epoch++) {
      signal?.throwIfAborted();
      const start = now();
      const request = epochRun(training, loaded, epoch);
      const outputs = await training.run(request);
      const losses = outputs.loss!;
      const measured = measurementsOf(outputs, training.metrics, data);
      if (nonFiniteIn(losses) >= 0 || program.keep() !== undefined) {
        program.restore();
        throw await findNonFinite(training, request, epoch);
      }
      progress.epochs++;
      progress.steps += updatesOf(training, losses.length, request.batchSize);
      const seconds = (now() - start) / 1000;
      const report = { epoch, ...measured, lastSampleLoss: losses.at(-1)!, seconds };
      yield validation ? { ...report, validation: await asked.validate(validation) } : report;
      if (isFinished(training, measured.loss, previousLoss)) return;
      previousLoss = measured.loss;
    }
  } finally {
    loaded.dispose();
    validation?.loaded.dispose();
  }
}

function isFinished({ lossThreshold, stopWhenLossRises }: Training, loss: number, previousLoss: number): boolean {
  if (lossThreshold !== undefined && loss <= lossThreshold) return true;
  return stopWhenLossRises === true && loss > previousLoss;
}

/** The request for one epoch: all rows, in order or shuffled, with the scalars of every batch. */
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
    scalars: scalarTable(training, { epoch, rows, batchSize }),
    ...(shuffle && { order: shuffledOrder(rows, randomSource(seed, 'shuffle', progress.epochs)) }),
    ...(signal && { signal }),
  };
}
