import { breathe } from '../base/breathe.js';
import { checkOptions } from '../base/check-options.js';
import { Disposing } from '../base/disposing.js';
import { NnfError } from '../base/errors.js';
import type { Matrix, MatrixLike } from '../base/matrix.js';
import type { LayerStack } from '../layer/layer-stack.js';
import type { Metric } from '../parts/metric.js';
import type { Optimizer } from '../parts/optimizer.js';
import type { Backend, Program, RunOutputs, RunRequest } from '../plan/backend.js';
import { scalarsOf } from '../plan/plan.js';
import { type CheckedDataset, checkDataset, checkInputs, type Dataset } from '../training/dataset.js';
import { type Measurements, measurementsOf } from '../training/measurements.js';
import type { NetworkPlans } from '../training/network-plans.js';
import { trainingOf } from '../training/train.js';
import { checkTrainingOptions, type EpochReport, type TrainingOptions } from '../training/training-options.js';
import { Predictions } from './predictions.js';
import { summarize } from './summary.js';

/** What {@link Network} is put together from; `createNetwork` does it. */
export interface NetworkParts {
  readonly backend: Backend;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  /** Batches an update. */
  readonly accumulate: number;
  readonly seed: number;
  readonly stack: LayerStack;
  readonly plans: NetworkPlans;
  readonly program: Program;
}

/** One of a network's parameters, as a matrix: what `setWeights` of another network's layer takes. */
export interface ParameterValues {
  /** `hidden 1 weights` */
  readonly name: string;
  /** Whether it multiplies or is added. */
  readonly role: 'weight' | 'bias';
  /** Of weights, the layer's inputs; of biases, 1. */
  readonly rows: number;
  /** The layer's outputs. */
  readonly columns: number;
  /** Row-major; weights are `[inputs, outputs]`. A copy. */
  readonly data: Float32Array | Float64Array;
}

/** What `evaluate` found. */
export interface Evaluation extends Measurements {
  /** The outputs for every sample, in their order. */
  readonly predictions: Predictions;
}

/** Rows at a time where nothing is learned, so that their number does not decide how much memory is taken. */
const evaluationBatch = 256;

/** After how many milliseconds of short runs the event loop gets its turn. */
const longestBreathless = 10;

/**
 * A network that can be trained and asked. Made by `createNetwork`.
 *
 * @example
 * await using network = await createNetwork(layers, { backend: cpu() }); // disposed of where the block ends
 */
export class Network extends Disposing {
  /** From what all its randomness comes. */
  readonly seed: number;
  readonly #parts: NetworkParts;
  #training = false;
  #disposed = false;
  /** Per plan, the end of the last run: runs of one plan follow one another, those of different plans may interleave. */
  readonly #lastRuns = new Map<string, Promise<unknown>>();
  #lastBreath = performance.now();
  /** The scalars of runs that learn nothing, by plan. */
  readonly #noScalars = new Map<string, Float64Array>();
  /** Epochs and updates so far, over all calls of `train`. */
  readonly #progress = { epochs: 0, steps: 0 };

  /** @internal */
  constructor(parts: NetworkParts) {
    super();
    this.#parts = parts;
    this.seed = parts.seed;
  }

  /** The training plan, after `simplify`: `String(network.plan)` shows it. */
  get plan(): NetworkPlans['train'] {
    return this.#parts.plans.train;
  }

  /** The backend's name and what really runs: `reference, float64 interpreter`. */
  get executes(): string {
    return `${this.#parts.backend.name}, ${this.#parts.program.executes}`;
  }

  /** How many numbers it learns. */
  get parameterCount(): number {
    return this.#declarations().reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
  }

  /** A table of its layers: shape, activation, parameters. */
  summary(): string {
    return summarize(this.#parts.stack);
  }

  /**
   * Trains by mini-batches; gives a report after each epoch, and goes on when the next is asked for. Leaving the loop ends
   * training. Timers, input and signals are served meanwhile.
   *
   * @throws NnfError at once for wrong data or options; from the loop, `BUSY` when another training goes on, `NON_FINITE` for a number that is not finite: the parameters are then those of the last good epoch
   * @example
   * for await (const { epoch, loss } of network.train(data, { epochs: 10, learningRate: 0.1 })) report(epoch, loss);
   */
  train(data: Dataset, options: TrainingOptions): AsyncGenerator<EpochReport, void, void> {
    this.#checkUsable('train');
    checkTrainingOptions(options);
    const checked = this.#checkDataset(data, 'training');
    const validation = options.validation && this.#checkDataset(options.validation, 'validation');
    return this.#exclusively(
      trainingOf({
        ...this.#parts,
        ...options,
        data: checked,
        progress: this.#progress,
        run: async (request) => this.#run(request),
        validate: validation && (async () => (await this.#measure(validation, options.signal)).measurements),
      }),
    );
  }

  /**
   * Loss, metrics and predictions for samples it does not learn from.
   *
   * @throws NnfError for wrong data, `UNKNOWN_NAME` for an option that there is not, `NON_FINITE` where a sample's loss is not finite
   */
  async evaluate(data: Dataset, options: { readonly signal?: AbortSignal } = {}): Promise<Evaluation> {
    this.#checkUsable('evaluate');
    const { signal } = options;
    checkOptions('evaluate', options, { signal });
    const { measurements, predictions } = await this.#measure(this.#checkDataset(data, 'evaluation'), signal);
    return { ...measurements, predictions };
  }

  /**
   * The outputs for rows of inputs, `[rows, inputs]`.
   *
   * @throws NnfError for inputs that are no matrix of the network's columns, `UNKNOWN_NAME` for an option that there is not
   * @example
   * const [first] = (await network.predict([[0, 1]])).row(0);
   */
  async predict(inputs: MatrixLike, options: { readonly signal?: AbortSignal } = {}): Promise<Predictions> {
    this.#checkUsable('predict');
    const { signal } = options;
    checkOptions('predict', options, { signal });
    const matrix = checkInputs(inputs, this.#parts.stack.inputs, 'prediction');
    const outputs = await this.#evaluateRows('predict', { inputs: matrix }, matrix.rows, signal);
    return new Predictions(matrix.rows, this.#parts.stack.outputs, outputs.prediction!);
  }

  /** Weights and biases, layer by layer, as they are now. */
  readParameters(): readonly ParameterValues[] {
    this.#checkUsable('readParameters');
    return this.#declarations().map(({ name, role, shape: [rows, columns] }) => ({
      name,
      role,
      rows,
      columns,
      data: this.#parts.program.read(name),
    }));
  }

  /**
   * Replaces weights and biases by name, all or none of them.
   *
   * @throws NnfError `UNKNOWN_NAME`, `SHAPE_MISMATCH`, `BUSY` while training
   * @example
   * copy.writeParameters(network.readParameters());
   */
  writeParameters(parameters: readonly Pick<ParameterValues, 'name' | 'data'>[]): void {
    this.#checkUsable('writeParameters');
    if (this.#training)
      throw new NnfError('BUSY', 'writeParameters: the network is being trained; leave the training loop first');
    const declared = new Map(this.#declarations().map((declaration) => [declaration.name, declaration.shape]));
    for (const { name, data } of parameters) {
      const shape = declared.get(name);
      if (!shape)
        throw new NnfError(
          'UNKNOWN_NAME',
          `writeParameters: there is no '${name}'; there are ${[...declared.keys()].join(', ')}`,
        );
      if (!data.every(Number.isFinite)) {
        throw new NnfError('INVALID_MATRIX', `writeParameters: ${name} has what is no finite number`);
      }
      if (data.length !== shape[0] * shape[1]) {
        throw new NnfError(
          'SHAPE_MISMATCH',
          `writeParameters: ${name} is [${shape.join(', ')}], got ${data.length} numbers`,
        );
      }
    }
    for (const { name, data } of parameters) this.#parts.program.write(name, data);
  }

  /** Frees what the backend holds. It may be called twice; nothing else may be called after it. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#parts.program.dispose();
  }

  #declarations(): readonly {
    readonly name: string;
    readonly role: 'weight' | 'bias';
    readonly shape: readonly [number, number];
  }[] {
    return this.#parts.stack.placed.flatMap(({ label, parameters }) =>
      parameters.map(({ name, role, shape }) => ({ name: `${label} ${name}`, role, shape })),
    );
  }

  #checkUsable(method: string): void {
    if (this.#disposed) throw new NnfError('DISPOSED', `${method}: the network was disposed of; make a new one`);
  }

  #checkDataset(data: Dataset, name: string): CheckedDataset {
    const { stack } = this.#parts;
    return checkDataset(data, stack.inputs, stack.outputs, stack.output.loss, name);
  }

  async *#exclusively(training: AsyncGenerator<EpochReport, void, void>): AsyncGenerator<EpochReport, void, void> {
    if (this.#training)
      throw new NnfError('BUSY', 'train: the network is being trained already; leave that loop first');
    this.#training = true;
    try {
      yield* training;
    } finally {
      this.#training = false;
    }
  }

  async #measure(
    data: CheckedDataset,
    signal?: AbortSignal,
  ): Promise<{ measurements: Measurements; predictions: Predictions }> {
    const outputs = await this.#evaluateRows(
      'evaluate',
      { inputs: data.inputs, targets: data.targets },
      data.inputs.rows,
      signal,
    );
    checkLosses(outputs.loss!);
    return {
      measurements: measurementsOf(outputs, this.#parts.metrics, data),
      predictions: new Predictions(data.inputs.rows, this.#parts.stack.outputs, outputs.prediction!),
    };
  }

  #evaluateRows(
    plan: 'evaluate' | 'predict',
    matrices: Readonly<Record<string, Matrix>>,
    rows: number,
    signal?: AbortSignal,
  ): RunOutputs | Promise<RunOutputs> {
    const data = this.#parts.program.load(matrices);
    let outputs: RunOutputs | Promise<RunOutputs> | undefined;
    try {
      const scalars = this.#scalarsOf(plan, Math.ceil(rows / evaluationBatch));
      const request = { plan, data, from: 0, to: rows, batchSize: evaluationBatch, scalars };
      outputs = this.#run(signal ? { ...request, signal } : request);
      return outputs instanceof Promise ? outputs.finally(() => data.dispose()) : outputs;
    } finally {
      if (!(outputs instanceof Promise)) data.dispose();
    }
  }

  /** Nothing is learned, so the scalars that a layer may read have no meaning here: all are 0. */
  #scalarsOf(plan: 'evaluate' | 'predict', batches: number): Float64Array {
    const known = this.#noScalars.get(plan);
    const columns = known?.length === 0 ? 0 : scalarsOf(this.#parts.plans[plan]).length;
    if (known?.length === columns * batches) return known;
    const scalars = new Float64Array(columns * batches);
    this.#noScalars.set(plan, scalars);
    return scalars;
  }

  /** At once where the program can; in its turn where it must be waited for, or the event loop has waited for long. */
  #run(request: RunRequest): RunOutputs | Promise<RunOutputs> {
    const { plan } = request;
    const before = this.#lastRuns.get(plan);
    if (!before && performance.now() - this.#lastBreath <= longestBreathless) {
      const outputs = this.#parts.program.runNow?.(request);
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

  /** A program lets the event loop breathe within a run; after many short ones, it is done here. */
  async #runAndBreathe(request: RunRequest): Promise<RunOutputs> {
    const outputs = await this.#parts.program.run(request);
    if (performance.now() - this.#lastBreath > longestBreathless) {
      await breathe();
      this.#lastBreath = performance.now();
      this.#checkUsable(request.plan);
      request.signal?.throwIfAborted();
    }
    return outputs;
  }
}

/** @throws NnfError `NON_FINITE` naming the first sample whose loss is not finite */
function checkLosses(losses: Float32Array | Float64Array): void {
  const wrong = losses.findIndex((loss) => !Number.isFinite(loss));
  if (wrong < 0) return;
  throw new NnfError(
    'NON_FINITE',
    `evaluation: the loss of sample ${wrong} is ${losses[wrong]}; look for inputs, targets or parameters that are not finite or too large`,
  );
}
