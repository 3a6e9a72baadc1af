import { checkOptions } from '../base/check-options.js';
import { checkSignal } from '../base/check-signal.js';
import { Disposing } from '../base/disposing.js';
import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import { copyMatrix, type MatrixLike } from '../base/matrix.js';
import type { ParameterDeclaration } from '../layer/layer.js';
import type { LayerStack } from '../layer/layer-stack.js';
import type { Metric } from '../parts/metric.js';
import type { Optimizer } from '../parts/optimizer.js';
import type { Backend, Program, RunRequest } from '../plan/backend.js';
import {
  type CheckedDataset,
  checkDataset,
  checkInputs,
  type Dataset,
  type LoadedDataset,
  loadDataset,
} from '../training/dataset.js';
import { type Measurements, measurementsOf } from '../training/measurements.js';
import type { NetworkPlans } from '../training/network-plans.js';
import { trainingOf } from '../training/train.js';
import {
  checkTrainingOptions,
  type EpochReport,
  type FitOptions,
  type TrainingOptions,
} from '../training/training-options.js';
import { TrainingState } from '../training/training-state.js';
import { type EpochReports, refuseAwait } from './epoch-reports.js';
import { countNumbers, type ParameterValues, readParameters, writeParameters } from './parameters.js';
import { Predictions } from './predictions.js';
import { RowEvaluator } from './row-evaluator.js';
import { RunQueue } from './run-queue.js';
import { summarize } from './summary.js';
import { TrainingLock } from './training-lock.js';
import type { NewParameterValues } from './written-parameters.js';

/** The parts of a {@link Network}, as `createNetwork` assembles them. */
export interface NetworkParts {
  readonly backend: Backend;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  /** Batches per update. */
  readonly accumulate: number;
  readonly seed: number;
  readonly stack: LayerStack;
  /** The parameters of all layers, with their names in the network. */
  readonly parameters: readonly ParameterDeclaration[];
  readonly plans: NetworkPlans;
  /** The plans that the program has; the others are added when they are first run. */
  readonly compiled: Set<string>;
  readonly program: Program;
}

/** The options of `evaluate` and `predict`. */
interface RunOptions {
  /** Aborts the run, which throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal;
}

/** The result of `evaluate`. */
export interface Evaluation extends Measurements {
  /** The network's outputs for every sample, in order. */
  readonly predictions: Predictions;
}

/**
 * A network that can be trained, evaluated and used for prediction. Made by `createNetwork`. Reactive state, such
 * as Vue's, keeps it as it is.
 *
 * @example
 * await using network = await createNetwork(layers, { backend: cpu() }); // disposed of at the end of the block
 */
export class Network extends Disposing {
  /** The seed of all its randomness. */
  readonly seed: number;
  readonly #parts: NetworkParts;
  readonly #lock: TrainingLock;
  readonly #queue: RunQueue;
  readonly #rows: RowEvaluator;
  readonly #state: TrainingState;
  #disposed = false;

  /** @internal */
  constructor(parts: NetworkParts) {
    super();
    this.#parts = parts;
    this.seed = parts.seed;
    this.#state = new TrainingState(parts.program, parts.plans.train);
    const checkUsable = (method: string): void => this.#checkUsable(method);
    this.#lock = new TrainingLock(checkUsable);
    this.#queue = new RunQueue(parts.program, checkUsable);
    this.#rows = new RowEvaluator(parts, this.#queue);
  }

  /**
   * @internal Vue's mark of an object that stays as it is in reactive state, the one that its `markRaw` sets: private members
   * cannot be read through a proxy.
   */
  get __v_skip(): true {
    return true;
  }

  /** The training plan after `simplify`. `printPlan(network.plan)` prints it. */
  get plan(): NetworkPlans['train'] {
    return this.#parts.plans.train;
  }

  /** The backend's name and the way it computes: `reference, float64 interpreter`. */
  get executes(): string {
    return `${this.#parts.backend.name}, ${this.#parts.program.executes}`;
  }

  /** The number of elements of all parameters. */
  get parameterCount(): number {
    return countNumbers(this.#parts.parameters);
  }

  /** A table of the layers with their shapes, activations and numbers of parameters. */
  summary(): string {
    return summarize(this.#parts.stack);
  }

  /**
   * Trains by mini-batches and yields a report after each epoch. The next epoch starts when the next report is requested.
   * Leaving the loop ends training, and so does another training that begins between two epochs. However it ends, parameters,
   * optimizer state and step are those after a whole update. Training does not block the event loop.
   *
   * The data, and that of `validation`, is read once, when the first report is requested. Arrays that change later change
   * nothing.
   *
   * Without the loop nothing is trained, so awaiting the result throws `NOT_A_PROMISE`. {@link fit} is for use without a loop.
   *
   * @throws NnfError immediately for invalid data or options, or `DISPOSED`. The loop throws the same for data that has become
   * invalid, `BUSY` while an epoch of another training runs or when another training has ended this one, and `NON_FINITE` when a
   * number becomes infinite or NaN; the parameters are then those of the last good epoch
   * @example
   * for await (const { epoch, loss } of network.train(data, { epochs: 10, learningRate: 0.1 })) report(epoch, loss);
   */
  train(data: Dataset, options: TrainingOptions): EpochReports {
    return refuseAwait(this.#train('train', data, options));
  }

  /**
   * Trains by mini-batches to the end, without a loop, and resolves to the reports of all epochs. It takes the options of
   * {@link train}, and `onEpoch`.
   *
   * @throws NnfError as `train` and its loop, as a rejection; the reason of `signal` when it aborts, and what `onEpoch` throws
   * @example
   * const reports = await network.fit(data, { epochs: 10, learningRate: 0.1, onEpoch: ({ loss }) => report(loss) });
   */
  async fit(data: Dataset, options: FitOptions): Promise<readonly EpochReport[]> {
    const reports: EpochReport[] = [];
    for await (const report of this.#train('fit', data, options)) {
      reports.push(report);
      await options.onEpoch?.(report);
    }
    return reports;
  }

  #train(method: 'train' | 'fit', data: Dataset, options: FitOptions): AsyncGenerator<EpochReport, void, void> {
    this.#checkUsable(method);
    checkTrainingOptions(method, options, this.#parts.program.dataType);
    const { validation } = options;
    const load = () => this.#loadForTraining(data, 'training');
    const loadValidation = validation && (() => this.#loadForTraining(validation, 'validation'));
    // Only so that mistakes are reported at once: the arrays may change before the first epoch.
    this.#checkDataset(data, 'training');
    if (validation !== undefined) this.#checkDataset(validation, 'validation');
    return this.#lock.hold(
      method,
      trainingOf({
        ...this.#parts,
        ...options,
        load,
        loadValidation,
        state: this.#state,
        run: async (request) => this.#queue.run(request.plan, () => request),
        whenIdle: (work) => this.#queue.whenIdle(work),
        validate: async (loaded) => (await this.#measure(() => loaded, options.signal, keepData)).measurements,
      }),
    );
  }

  /**
   * Measures loss and metrics on samples without learning from them, and returns the predictions. Of several calls, one runs
   * at a time. Each reads its data when its turn comes: do not change the arrays before the call has ended.
   *
   * @throws NnfError for invalid data, `INVALID_ARGUMENT` and `UNKNOWN_NAME` for invalid options, `NON_FINITE` when a sample's
   * loss is not finite, `DISPOSED`
   * @example
   * const { loss, accuracy, predictions } = await network.evaluate({ inputs, targets });
   */
  async evaluate(data: Dataset, options?: RunOptions): Promise<Evaluation> {
    this.#checkUsable('evaluate');
    const signal = signalOf(options, 'evaluate');
    const load = () => loadDataset(this.#parts.program, this.#checkDataset(data, 'evaluation'));
    const { measurements, predictions } = await this.#measure(load, signal);
    return { ...measurements, predictions };
  }

  /**
   * Predicts the outputs, `[rows, outputs]`, for inputs, `[rows, inputs]`. Of several calls, one runs at a time. Each reads its
   * inputs when its turn comes: do not change the arrays before the call has ended. During training, all rows of a call are
   * answered after the same update; training waits for the call.
   *
   * @throws NnfError `INVALID_MATRIX` or `DATA_SHAPE` for invalid inputs, `INVALID_ARGUMENT` and `UNKNOWN_NAME` for invalid
   * options, `DISPOSED`
   * @example
   * const [first] = (await network.predict([[0, 1]])).row(0);
   */
  async predict(inputs: MatrixLike, options?: RunOptions): Promise<Predictions> {
    this.#checkUsable('predict');
    const signal = signalOf(options, 'predict');
    const { stack, program } = this.#parts;
    const load = () => program.load({ inputs: checkInputs(inputs, stack.inputs, 'prediction') });
    const { prediction } = await this.#rows.run('predict', load, signal);
    return new Predictions(prediction!.length / stack.outputs, stack.outputs, prediction!);
  }

  /**
   * Copies the current weights and biases, layer by layer. During training they are those after a whole update.
   *
   * @throws NnfError `DISPOSED`
   */
  readParameters(): readonly ParameterValues[] {
    this.#checkUsable('readParameters');
    return readParameters(this.#parts.program, this.#parts.parameters);
  }

  /**
   * Replaces weights and biases by name. It takes what `readParameters` returns, also after a JSON round trip. On an error
   * nothing is replaced.
   *
   * @throws NnfError `UNKNOWN_NAME`, `SHAPE_MISMATCH` for other rows, columns or numbers of elements, `INVALID_MATRIX` for an
   * element that is not a number or not finite in the backend's number type, `INVALID_ARGUMENT` for a value that is not a list,
   * `BUSY` while training, `DISPOSED`
   * @example
   * const saved = JSON.stringify(network.readParameters());
   * copy.writeParameters(JSON.parse(saved));
   */
  writeParameters(parameters: readonly NewParameterValues[]): void {
    this.#checkUsable('writeParameters');
    this.#lock.check('writeParameters');
    writeParameters(this.#parts.program, this.#parts.parameters, parameters);
  }

  /**
   * Frees the backend's memory and lets go of the data, even while something still refers to the network. It may be called
   * twice; methods that compute throw `DISPOSED` afterwards, and so does a loop over a training.
   */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#lock.end();
    this.#parts.program.dispose();
  }

  #checkUsable(method: string): void {
    if (this.#disposed) throw new NnfError('DISPOSED', `${method}: the network has been disposed of; create a new one`);
  }

  #checkDataset(data: Dataset, name: string): CheckedDataset {
    const { stack } = this.#parts;
    return checkDataset(data, stack.inputs, stack.outputs, stack.output.loss, name);
  }

  /** Metrics read the targets after each epoch, so these are copied. */
  #loadForTraining(data: Dataset, name: string): LoadedDataset {
    const { inputs, targets } = this.#checkDataset(data, name);
    return loadDataset(this.#parts.program, { inputs, targets: copyMatrix(targets) });
  }

  async #measure(
    load: () => LoadedDataset,
    signal?: AbortSignal,
    release?: (request: RunRequest) => void,
  ): Promise<{ measurements: Measurements; predictions: Predictions }> {
    // Loaded before there are outputs.
    let data!: CheckedDataset;
    const loadAll = () => {
      const dataset = load();
      data = dataset.data;
      return dataset.loaded;
    };
    const outputs = await this.#rows.run('evaluate', loadAll, signal, release);
    checkLosses(outputs.loss!);
    return {
      measurements: measurementsOf(outputs, this.#parts.metrics, data),
      predictions: new Predictions(data.inputs.rows, this.#parts.stack.outputs, outputs.prediction!),
    };
  }
}

/** The data of validation stays loaded for the next epoch. */
function keepData(): void {}

function signalOf(options: RunOptions | undefined, method: string): AbortSignal | undefined {
  if (options === undefined) return undefined;
  // Plain JavaScript may pass null.
  const { signal } = options ?? {};
  checkOptions(method, options, { signal });
  checkSignal(signal, method);
  return signal;
}

/** @throws NnfError `NON_FINITE` naming the first sample with a loss that is not finite */
function checkLosses(losses: Float32Array | Float64Array): void {
  const wrong = nonFiniteIn(losses);
  if (wrong < 0) return;
  throw new NnfError(
    'NON_FINITE',
    `evaluation: the loss of sample ${wrong} is ${losses[wrong]}; look for inputs, targets or parameters that are not finite or too large`,
  );
}
