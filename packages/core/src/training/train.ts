import { now } from '../base/clock.js';
import { isNnfError, NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import type { RunOutputs, RunRequest } from '../plan/backend.js';
import { randomSource, shuffledOrder } from '../random/random-source.js';
import type { LoadedDataset } from './dataset.js';
import { measurementsOf } from './measurements.js';
import { findNonFinite } from './non-finite.js';
import { scalarTable } from './scalar-table.js';
import type { Training, TrainingRequest } from './training.js';
import type { EpochReport } from './training-options.js';

/**
 * Trains epoch by epoch until an option ends it. Yields a report after each epoch. The data is read once, before the first
 * epoch: what its caller writes to the arrays later changes nothing.
 */
export async function* trainingOf(asked: TrainingRequest): AsyncGenerator<EpochReport, void, void> {
  const { program, signal, state, epochs = Number.POSITIVE_INFINITY } = asked;
  signal?.throwIfAborted();
  const { data, loaded } = asked.load();
  let validation: LoadedDataset | undefined;
  try {
    validation = asked.loadValidation?.();
    const training: Training = { ...asked, data };
    let previousLoss = Number.POSITIVE_INFINITY;
    const wrong = state.keep();
    if (wrong !== undefined) {
      throw new NnfError('NON_FINITE', `train: ${wrong} has a number that is not finite in ${program.dataType}`);
    }
    for (let epoch = 0; epoch < epochs; epoch++) {
      signal?.throwIfAborted();
      const start = now();
      const outputs = await runEpoch(training, loaded, epoch);
      const measured = measurementsOf(outputs, training.metrics, data);
      const seconds = (now() - start) / 1000;
      const report = { epoch, ...measured, lastSampleLoss: outputs.loss!.at(-1)!, seconds };
      yield validation ? { ...report, validation: await asked.validate(validation) } : report;
      if (isFinished(training, measured.loss, previousLoss)) return;
      previousLoss = measured.loss;
    }
  } finally {
    loaded.dispose();
    validation?.loaded.dispose();
  }
}

/** Runs all batches of an epoch. However it ends, the training's state is that of whole updates. */
async function runEpoch(training: Training, data: RunRequest['data'], epoch: number): Promise<RunOutputs> {
  const { state, accumulate, signal, whenIdle } = training;
  let done = 0;
  const request = epochRun(training, data, epoch, (batches) => {
    done = batches;
  });
  const of = Math.ceil(data.rows / request.batchSize);
  let outputs: RunOutputs;
  try {
    outputs = await training.run(request);
  } catch (error) {
    if (isNnfError(error, 'DISPOSED')) throw error;
    const isAbort = signal?.aborted && error === signal.reason;
    if (!isAbort || !state.settle({ batches: done, accumulate, of })) await whenIdle(() => state.restore());
    throw error;
  }
  if (nonFiniteIn(outputs.loss!) >= 0 || state.keep() !== undefined) {
    await whenIdle(() => state.restore());
    throw await findNonFinite(training, request, epoch);
  }
  state.count({ batches: of, accumulate, of });
  return outputs;
}

function isFinished({ lossThreshold, stopWhenLossRises }: Training, loss: number, previousLoss: number): boolean {
  if (lossThreshold !== undefined && loss <= lossThreshold) return true;
  return stopWhenLossRises === true && loss > previousLoss;
}

/** The request for one epoch: all rows, in order or shuffled, with the scalars of every batch. */
function epochRun(
  training: Training,
  data: RunRequest['data'],
  epoch: number,
  onProgress: (batches: number) => void,
): RunRequest {
  const { seed, state, signal, shuffle } = training;
  const { rows } = data;
  const batchSize = Math.min(training.batchSize ?? 32, rows);
  return {
    plan: 'train',
    data,
    from: 0,
    to: rows,
    batchSize,
    scalars: scalarTable(training, { epoch, rows, batchSize }),
    onProgress,
    ...(shuffle && { order: shuffledOrder(rows, randomSource(seed, 'shuffle', state.epochs)) }),
    ...(signal && { signal }),
  };
}
