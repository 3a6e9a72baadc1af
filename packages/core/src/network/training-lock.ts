import { NnfError } from '../base/errors.js';
import type { EpochReport } from '../training/training-options.js';

/** Allows a network one training at a time. */
export class TrainingLock {
  #isTraining = false;

  /** @throws NnfError `BUSY` while the network is being trained */
  check(method: string): void {
    if (!this.#isTraining) return;
    throw new NnfError('BUSY', `${method}: the network is already being trained; leave the training loop first`);
  }

  /** Yields the reports of a training. It holds the lock from the first request until the loop ends or is left. */
  async *hold(training: AsyncGenerator<EpochReport, void, void>): AsyncGenerator<EpochReport, void, void> {
    this.check('train');
    this.#isTraining = true;
    try {
      yield* training;
    } finally {
      this.#isTraining = false;
    }
  }
}
