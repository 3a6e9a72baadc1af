import { NnfError } from '../base/errors.js';
import type { EpochReport } from '../training/training-options.js';

/** Keeps a network to one training at a time. */
export class TrainingLock {
  #isTraining = false;

  /** @throws NnfError `BUSY` while the network is being trained */
  check(method: string): void {
    if (!this.#isTraining) return;
    throw new NnfError('BUSY', `${method}: the network is being trained already; leave the training loop first`);
  }

  /** The same reports. The network is being trained from the first that is asked for until the loop ends or is left. */
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
