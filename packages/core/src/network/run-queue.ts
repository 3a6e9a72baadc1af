import { Breather } from '../base/breather.js';
import type { Program, RunOutputs, RunRequest } from '../plan/backend.js';

/** Queues the runs of one program. Runs of the same plan are sequential; runs of different plans may interleave. */
export class RunQueue {
  /** Each plan's last run. */
  readonly #lastRuns = new Map<string, Promise<unknown>>();
  /** What waits until no run is pending. */
  #work: Promise<void> | undefined;
  readonly #breather = new Breather();

  /**
   * @param checkUsable throws if the network was disposed of during a yield to the event loop
   */
  constructor(
    private readonly program: Pick<Program, 'run' | 'runNow'>,
    private readonly checkUsable: (method: string) => void,
  ) {}

  /**
   * Runs at once if the program can. Otherwise waits for the plan's last run, and yields to the event loop when it is due. A
   * waiting run holds no data: it is prepared when its turn comes.
   *
   * @param prepare makes the request; called when the run's turn comes, at once if no run of the plan is pending
   * @param release called with the request after the run, however it ends
   */
  run(plan: string, prepare: () => RunRequest, release: Release = keepLoaded): RunOutputs | Promise<RunOutputs> {
    const before = this.#lastRuns.get(plan) ?? this.#work;
    let result: Promise<RunOutputs>;
    if (before) {
      const run = (): Promise<RunOutputs> => {
        this.checkUsable(plan);
        return this.#runAndBreathe(prepare(), release);
      };
      result = before.then(run, run);
    } else {
      const request = prepare();
      const outputs = this.#runNow(request, release);
      if (outputs) return outputs;
      result = this.#runAndBreathe(request, release);
    }
    const forget = (): void => {
      if (this.#lastRuns.get(plan) === result) this.#lastRuns.delete(plan);
    };
    this.#lastRuns.set(plan, result);
    result.then(forget, forget);
    return result;
  }

  /**
   * Does something, without a pause, when no run is pending: a run must not see parameters that are restored meanwhile. Runs
   * that are asked for later wait for it. Otherwise predictions that overlap could put it off for ever.
   */
  async whenIdle(work: () => void): Promise<void> {
    const pending = [...this.#lastRuns.values(), this.#work];
    this.#lastRuns.clear();
    const done = Promise.allSettled(pending).then(work);
    this.#work = done;
    try {
      await done;
    } finally {
      if (this.#work === done) this.#work = undefined;
    }
  }

  /** Runs at once and releases the request, or returns undefined and does neither. */
  #runNow(request: RunRequest, release: Release): RunOutputs | undefined {
    if (!this.program.runNow || this.#breather.isDue()) return undefined;
    let isPending = false;
    try {
      const outputs = this.program.runNow(request);
      isPending = !outputs;
      return outputs;
    } finally {
      if (!isPending) release(request);
    }
  }

  /** A program yields within a long run. This yields between many short runs. */
  async #runAndBreathe(request: RunRequest, release: Release): Promise<RunOutputs> {
    let outputs: RunOutputs;
    try {
      outputs = await this.program.run(request);
    } finally {
      release(request);
    }
    if (this.#breather.isDue()) {
      await this.#breather.breathe();
      this.checkUsable(request.plan);
      request.signal?.throwIfAborted();
    }
    return outputs;
  }
}

type Release = (request: RunRequest) => void;

/** Data that was loaded for many runs, such as all epochs of a training, stays loaded. */
function keepLoaded(): void {}
