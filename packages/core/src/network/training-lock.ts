import { NnfError } from '../base/errors.js';
import type { EpochReport } from '../training/training-options.js';

type Reports = AsyncGenerator<EpochReport, void, void>;

/** Allows a network one training at a time. */
export class TrainingLock {
  /** The training that holds the lock. */
  #holder: Reports | undefined;
  /** Whether the holder has yielded a report, and no one has asked for the next. */
  #isBetweenEpochs = false;

  /** @param checkUsable throws if the network was disposed of between two epochs */
  constructor(private readonly checkUsable: (method: string) => void) {}

  /** @throws NnfError `BUSY` while the network is being trained */
  check(method: string): void {
    if (!this.#holder) return;
    throw new NnfError('BUSY', `${method}: the network is already being trained; leave the training loop first`);
  }

  /**
   * Yields the reports of a training. It holds the lock from the first request until the loop ends or is left. A training
   * that is suspended between epochs loses the lock to it, since nobody may ever ask for its next epoch.
   *
   * @throws NnfError `BUSY` on the first request while an epoch of another training runs, and on a later one when another
   * training has taken the lock; the error of `checkUsable`
   */
  async *hold(method: string, training: Reports): Reports {
    if (!this.#isBetweenEpochs) this.check(method);
    // Frees the data of the training that is left.
    const left = this.#holder?.return();
    this.#holder = training;
    this.#isBetweenEpochs = false;
    try {
      if (left) await left;
      for await (const report of training) {
        this.#isBetweenEpochs = true;
        yield report;
        this.checkUsable(method);
        if (this.#holder !== training) {
          throw new NnfError('BUSY', `${method}: another training of the network has ended this one`);
        }
        this.#isBetweenEpochs = false;
      }
    } finally {
      if (this.#holder === training) {
        this.#holder = undefined;
        this.#isBetweenEpochs = false;
      }
    }
  }

  /** Ends a training that is suspended between epochs: the lock would keep its data. */
  end(): void {
    if (!this.#isBetweenEpochs) return;
    this.#holder?.return();
    this.#holder = undefined;
    this.#isBetweenEpochs = false;
  }
}
