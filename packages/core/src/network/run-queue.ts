import { Breather } from '../base/breather.js';
import type { Program, RunOutputs, RunRequest } from '../plan/backend.js';

/** The runs of one program. Runs of one plan follow one another; runs of different plans may interleave. */
export class RunQueue {
  /** The end of the last run of each plan. */
  readonly #lastRuns = new Map<string, Promise<unknown>>();
  readonly #breather = new Breather();

  /**
   * @param program what runs
   * @param checkUsable throws where its network was disposed of while the event loop had its turn
   */
  constructor(
    private readonly program: Pick<Program, 'run' | 'runNow'>,
    private readonly checkUsable: (method: string) => void,
  ) {}

  /** Runs at once where the program can. Otherwise waits for the plan's last run, and lets the event loop breathe. */
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

  /** A program lets the event loop breathe within a run. After many short runs, it is done here. */
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
