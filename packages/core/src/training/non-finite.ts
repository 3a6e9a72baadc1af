import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import type { RunRequest } from '../plan/backend.js';
import { scalarsOf } from '../plan/plan.js';
import { adviceFor } from './divergence-advice.js';
import { culpritOf } from './divergence-culprit.js';
import type { Training } from './training.js';
import { accumulatorsOf } from './update-parameters.js';

/**
 * Finds what made a number that is not finite: first the batch whose losses or parameters fail, then the operation. It repeats
 * the epoch update by update, from its beginning. Infinities that reach neither losses nor parameters do no harm.
 *
 * @param run the epoch's run; the training's state is that of its beginning, and is so again afterwards
 * @returns the error to throw
 */
export async function findNonFinite(training: Training, run: RunRequest, epoch: number): Promise<NnfError> {
  const { program, state, plans, accumulate, whenIdle } = training;
  const parameters = plans.train.nodes.filter((node) => node.operation === 'parameter');
  const saved = parameters.map(({ name }) => [name, program.read(name)] as const);
  const accumulators = accumulatorsOf(plans.train);
  const batches = Math.ceil(run.to / run.batchSize);
  const width = scalarsOf(plans.train).length;
  try {
    for (let first = 0; first < batches; first += accumulate) {
      const last = Math.min(first + accumulate, batches) - 1;
      const { loss } = await training.run(batchesOf(run, first, last, width));
      const wrong = nonFiniteIn(loss!);
      const parameter = wrong < 0 ? state.keep() : undefined;
      if (wrong < 0 && parameter === undefined) continue;
      // What is kept is the state before the update.
      await whenIdle(() => state.restore());
      let batch = first;
      let request = batchesOf(run, batch, batch, width);
      for (const end = wrong < 0 ? last : first + Math.floor(wrong / run.batchSize); batch < end; batch++) {
        const before = accumulators.map(({ name }) => [name, program.read(name)] as const);
        await training.run(request);
        if (wrong < 0 && accumulators.some(({ name }) => program.read(name).some(Number.isNaN))) {
          for (const [name, values] of before) program.write(name, values);
          break;
        }
        request = batchesOf(run, batch + 1, batch + 1, width);
      }
      const culprit = await culpritOf(training, request, parameter);
      const text = `epoch ${epoch}, batch ${batch}: ${culprit.text}; ${adviceFor(training, request, culprit)}`;
      return divergence(text, culprit.cause);
    }
    return divergence(`epoch ${epoch}: a number is not finite, but was finite when the epoch was repeated`);
  } finally {
    await whenIdle(() => {
      for (const [name, values] of saved) program.write(name, values);
    });
    state.keep();
  }
}

/** The request for some batches of an epoch's run, from the first to the last. */
function batchesOf({ onProgress: _, ...run }: RunRequest, first: number, last: number, width: number): RunRequest {
  const from = first * run.batchSize;
  const to = Math.min(run.to, (last + 1) * run.batchSize);
  const scalars = run.scalars.subarray(first * width, (last + 1) * width);
  // The order of the whole epoch would be copied for every update.
  if (!run.order) return { ...run, from, to, scalars };
  return { ...run, order: run.order.subarray(from, to), from: 0, to: to - from, scalars };
}

function divergence(text: string, cause?: unknown): NnfError {
  const options = cause === undefined ? undefined : { cause };
  return new NnfError('NON_FINITE', `${text}. The parameters are those before the epoch`, options);
}
