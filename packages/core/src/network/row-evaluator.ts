import type { Matrix } from '../base/matrix.js';
import type { Program, RunOutputs } from '../plan/backend.js';
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
   * @param matrices the plan's inputs by name, with `rows` rows each; they are loaded for this run and freed after it
   */
  run(
    plan: 'evaluate' | 'predict',
    matrices: Readonly<Record<string, Matrix>>,
    rows: number,
    signal?: AbortSignal,
  ): RunOutputs | Promise<RunOutputs> {
    this.#compile(plan);
    const data = this.parts.program.load(matrices);
    let outputs: RunOutputs | Promise<RunOutputs> | undefined;
    try {
      const scalars = this.#scalarsOf(plan, Math.ceil(rows / batchSize));
      const request = { plan, data, from: 0, to: rows, batchSize, scalars };
      outputs = this.queue.run(signal ? { ...request, signal } : request);
      return outputs instanceof Promise ? outputs.finally(() => data.dispose()) : outputs;
    } finally {
      if (!(outputs instanceof Promise)) data.dispose();
    }
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
