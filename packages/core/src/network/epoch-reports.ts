import { NnfError } from '../base/errors.js';
import type { EpochReport } from '../training/training-options.js';

/** The reports of a training, one per epoch. `network.train` returns them, and `for await` reads them. */
export interface EpochReports extends AsyncGenerator<EpochReport, void, void> {
  /**
   * The reports are no promise: awaiting them would train nothing. This type makes `await network.train(…)` an error of the
   * compiler. Where it runs nevertheless, it throws `NOT_A_PROMISE`.
   */
  readonly then: (awaited: never) => never;
}

/** Makes awaiting the reports throw, and so does returning them from an async function. */
export function refuseAwait(reports: AsyncGenerator<EpochReport, void, void>): EpochReports {
  // A getter: code that copies or prints the reports does not see it, and only `await` and the like read it.
  return Object.defineProperty(reports, 'then', {
    get() {
      throw new NnfError(
        'NOT_A_PROMISE',
        'train: awaiting it trains nothing; loop over it with for await, or await network.fit(…)',
      );
    },
  }) as EpochReports;
}
