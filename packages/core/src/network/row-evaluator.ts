import type { LoadedData, Program, RunOutputs, RunRequest } from '../plan/backend.js';
import { scalarsOf } from '../plan/plan.js';
import type { NetworkPlans } from '../training/network-plans.js';
import type { RunQueue } from './run-queue.js';

/** Rows per batch. It is fixed, so memory does not grow with the number of rows. */
const batchSize = 256;

/** What it needs of a network. */
interface EvaluatedParts {
  readonly plans: NetworkPlans;
  /** The plans that the program has. */
  readonly compiled: Set<string>;
  readonly program: Program;
}

function freeData({ data }: RunRequest): void {
  data.dispose();
}

/** Runs evaluation and prediction over rows of data. Each plan is added to the program when it first runs. */
export class RowEvaluator {
  /** The scalars of each plan's last run. */
  readonly #scalars = new Map<string, Float64Array>();

  constructor(
    private readonly parts: EvaluatedParts,
    private readonly queue: RunQueue,
  ) {}

  /**
   * The plan's outputs for all rows; not a promise when the program can run at once.
   *
   * @param load loads the plan's inputs. It is called when the run's turn comes, so that of many waiting runs only one has its
   * data loaded
   * @param release called after the run; by default it disposes of the data
   */
  run(
    plan: 'evaluate' | 'predict',
    load: () => LoadedData,
    signal?: AbortSignal,
    release: (request: RunRequest) => void = freeData,
  ): RunOutputs | Promise<RunOutputs> {
    const prepare = (): RunRequest => {
      signal?.throwIfAborted();
      // Before the data is loaded, which nothing frees if this fails.
      this.#compile(plan);
      const data = load();
      const scalars = this.#scalarsOf(plan, Math.ceil(data.rows / batchSize));
      const request = { plan, data, from: 0, to: data.rows, batchSize, scalars };
      return signal ? { ...request, signal } : request;
    };
    return this.queue.run(plan, prepare, release);
  }

  /** A network that only trains never simplifies and compiles these plans. */
  #compile(plan: 'evaluate' | 'predict'): void {
    const { compiled, plans, program } = this.parts;
    if (compiled.has(plan)) return;
    program.add(plan, plans[plan]);
    compiled.add(plan);
  }

  /** Scalars belong to training steps, so a layer that reads one here gets 0. */
  #scalarsOf(plan: 'evaluate' | 'predict', batches: number): Float64Array {
    const known = this.#scalars.get(plan);
    const columns = known?.length === 0 ? 0 : scalarsOf(this.parts.plans[plan]).length;
    if (known?.length === columns * batches) return known;
    const scalars = new Float64Array(columns * batches);
    this.#scalars.set(plan, scalars);
    return scalars;
  }
}
