import { Breather } from '../base/breather.js';
import type { Program, RunOutputs, RunRequest } from '../plan/backend.js';

/** Queues the runs of one program. Runs of the same plan are sequential; runs of different plans may interleave. */
export class RunQueue {
  /** Each plan's last run. */
  readonly #lastRuns = new Map<string, Promise<unknown>>();
  readonly #breather = new Breather();

  /**
   * @param checkUsable throws if the network was disposed of during a yield to the event loop
   */
  constructor(
    private readonly program: Pick<Program, 'run' | 'runNow'>,
    private readonly checkUsable: (method: string) => void,
  ) {}

  /** Runs at once if the program can. Otherwise waits for the plan's last run, and yields to the event loop when it is due. */
  run(request: RunRequest): RunOutputs | Promise<RunOutputs> {
    const { plan } = request;
    const before = this.#lastRuns.get(plan);
    if (!before && !this.#breather.isDue()) {
      const outputs = this.program.runNow?.(request);
      if (outputs) return outputs;
    }
    const run = (): Promise<RunOutputs> => this.#runAndBreathe(request);
    const result = before ? before.then(run, run) : run();
    const forget = (): void => {
      if (this.#lastRuns.get(plan) === result) this.#lastRuns.delete(plan);
    };
    this.#lastRuns.set(plan, result);
    result.then(forget, forget);
    return result;
  }

  /** A program yields within a long run. This yields between many short runs. */
  async #runAndBreathe(request: RunRequest): Promise<RunOutputs> {
    const outputs = await this.program.run(request);
    if (this.#breather.isDue()) {
      await this.#breather.breathe();
      this.checkUsable(request.plan);
      request.signal?.throwIfAborted();
    }
    return outputs;
  }
}
