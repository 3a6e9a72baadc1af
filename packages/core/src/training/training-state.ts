import type { Program } from '../plan/backend.js';
import type { Plan } from '../plan/plan.js';
import { accumulatorsOf } from './update-parameters.js';

/** How far an epoch has come. */
export interface EpochProgress {
  /** Batches whose updates are done. */
  readonly batches: number;
  /** Batches per update. */
  readonly accumulate: number;
  /** All batches of the epoch. */
  readonly of: number;
}

/**
 * All that training changes: the parameters, the optimizer's slots and the accumulated gradients, which the program has, and
 * the numbers of epochs and updates. However a training ends, this is the state after a whole update.
 */
export class TrainingState {
  /** Finished epochs over all calls of `train` and `fit`, so that shuffling continues. */
  epochs = 0;
  /** Updates over all calls, so that the optimizer's steps continue. */
  steps = 0;

  constructor(
    private readonly program: Pick<Program, 'keep' | 'restore' | 'write'>,
    private readonly plan: Plan,
  ) {}

  /**
   * Keeps the parameters, slots and accumulated gradients, if they are finite. Otherwise returns the name of one that is not.
   */
  keep(): string | undefined {
    return this.program.keep();
  }

  /** Goes back to what was last kept. */
  restore(): void {
    this.program.restore();
  }

  /** Counts what has been done of an epoch. */
  count({ batches, accumulate, of }: EpochProgress): void {
    this.steps += batches === of ? Math.ceil(of / accumulate) : Math.floor(batches / accumulate);
    if (batches === of) this.epochs++;
  }

  /**
   * Keeps the whole updates of an epoch that was aborted, if all numbers are finite.
   *
   * @returns whether they are; otherwise the caller has to restore what was kept before
   */
  settle(progress: EpochProgress): boolean {
    if (progress.batches < progress.of) this.#forgetAccumulated();
    if (this.keep() !== undefined) return false;
    this.count(progress);
    return true;
  }

  /** Drops gradients that wait for more batches of their update. */
  #forgetAccumulated(): void {
    for (const { name, shape } of accumulatorsOf(this.plan)) {
      this.program.write(name, new Float64Array(Number(shape[0]) * shape[1]));
    }
  }
}
