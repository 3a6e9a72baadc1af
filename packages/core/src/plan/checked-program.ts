import type { DataType } from '../base/data-type.js';
import { Disposing } from '../base/disposing.js';
import { NnfError } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { planFormat } from '../base/plugin.js';
import { printShape } from '../base/shape.js';
import type { LoadedData, Program, RunOutputs, RunRequest } from './backend.js';
import { checkedRows, type LoadedInputs } from './loaded-inputs.js';
import type { Plan } from './plan.js';
import type { ParameterNode } from './plan-node.js';
import { UpdateTurn, UpdateTurns } from './update-turns.js';

/**
 * The base class of a backend's program. It checks every call, so that all backends throw the same errors: for unknown plans
 * and parameters, data of another program, class numbers and rows that are out of range, a wrong number of values, a plan that
 * is already running, and use after `dispose`. It lets nobody see a batch's updates half done. A subclass only computes.
 * {@link KeepingProgram} adds `keep` and `restore`.
 *
 * @typeParam CompiledPlan a compiled plan
 * @typeParam Data loaded data; `LoadedInputs` holds the matrices as they are
 * @typeParam Parameter a stored parameter
 * @example
 * class WasmProgram extends CheckedProgram<CompiledPlan, LoadedInputs, MemoryBlock> { … }
 */
export abstract class CheckedProgram<
    CompiledPlan,
    Data extends LoadedInputs<Pick<Matrix, 'columns'>>,
    Parameter extends Pick<ParameterNode, 'shape'>,
  >
  extends Disposing
  implements Program
{
  abstract readonly dataType: DataType;
  abstract readonly executes: string;
  abstract readonly bytes: number;
  abstract keep(): string | undefined;
  abstract restore(): void;
  /** The bytes that all parameters may take. The default is what 32-bit addresses reach. */
  protected readonly mostParameterBytes: number = 2 ** 32;
  /** The plans by name. */
  protected readonly plans = new Map<string, CompiledPlan>();
  /** The parameters of all plans by name. */
  protected abstract readonly parameters: ReadonlyMap<string, Parameter>;
  readonly #running = new Set<string>();
  /** The plans that update parameters. */
  readonly #updating = new Set<string>();
  readonly #turns = new UpdateTurns();
  #isDisposed = false;

  /** Compiles a plan, and creates the parameters that no earlier plan has, as zeros. */
  protected abstract compilePlan(plan: Plan): CompiledPlan;
  /** Loads copies of matrices with `rows` rows each. Their class numbers are already checked. */
  protected abstract loadMatrices(matrices: Readonly<Record<string, Matrix>>, rows: number): Data;
  /**
   * Runs the batches of a request. Call `checkUsable` after each `await`: the program may have been disposed of.
   *
   * @param turn performs a batch's updates with `update`, or surrounds those of several batches with `begin` and `end`
   */
  protected abstract runBatches(
    plan: CompiledPlan,
    data: Data,
    request: RunRequest,
    turn: UpdateTurn,
  ): Promise<RunOutputs>;
  /** Copies a parameter's values, row-major. */
  protected abstract readParameter(parameter: Parameter, name: string): Float32Array | Float64Array;
  /** Replaces a parameter's values, row-major; their number is already checked. */
  protected abstract writeParameter(parameter: Parameter, values: ArrayLike<number>, name: string): void;
  /** Frees all resources but the plans, which `dispose` drops. It is called once. `bytes` must be 0 afterwards. */
  protected abstract free(): void;

  /**
   * Adds the first plans and returns the program, as the last step of a backend's `compile`. On an error it disposes of the
   * program.
   */
  addAll(plans: Readonly<Record<string, Plan>>): this {
    try {
      for (const [name, plan] of Object.entries(plans)) this.add(name, plan);
    } catch (error) {
      this.dispose();
      throw error;
    }
    return this;
  }

  add(name: string, plan: Plan): void {
    this.checkUsable();
    if (plan.format !== planFormat) {
      throw new NnfError(
        'PLAN_FORMAT',
        `the plan format of '${name}' is ${String(plan.format)}, expected ${planFormat}; ` +
          'install matching versions of @nnf/core and the backend',
      );
    }
    this.#checkParameters(plan);
    if (this.plans.has(name)) throw new NnfError('DUPLICATE_NAME', `two plans are named '${name}'`);
    this.plans.set(name, this.compilePlan(plan));
    if (plan.nodes.some(({ operation }) => operation === 'update')) this.#updating.add(name);
  }

  load(matrices: Readonly<Record<string, Matrix>>): Data {
    this.checkUsable();
    const data = this.loadMatrices(matrices, checkedRows(matrices));
    data.loadedBy = this;
    return data;
  }

  async run(request: RunRequest): Promise<RunOutputs> {
    const { plan: name } = request;
    const { plan, data } = this.checkRequest(request);
    if (this.#running.has(name)) {
      throw new NnfError('BUSY', `the plan '${name}' is already running; await that run first`);
    }
    this.#running.add(name);
    const turns = this.#updating.has(name) ? this.#turns : undefined;
    const turn = new UpdateTurn(request, turns, () => this.checkUsable());
    const run = (): Promise<RunOutputs> => this.runBatches(plan, data, request, turn);
    try {
      return await (turns ? run() : this.#turns.read(run));
    } catch (error) {
      // If the program was disposed of meanwhile, that is the cause of the error.
      this.checkUsable();
      throw error;
    } finally {
      turn.close();
      this.#running.delete(name);
    }
  }

  read(parameter: string): Float32Array | Float64Array {
    return this.readParameter(this.#parameter(parameter), parameter);
  }

  write(parameter: string, values: ArrayLike<number>): void {
    const stored = this.#parameter(parameter);
    const [rows, columns] = stored.shape;
    const expected = Number(rows) * columns;
    if (values.length !== expected) {
      const shape = printShape(stored.shape);
      throw new NnfError(
        'SHAPE_MISMATCH',
        `${parameter} has ${values.length} numbers, expected ${expected} for ${shape}`,
      );
    }
    this.writeParameter(stored, values, parameter);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.free();
    this.plans.clear();
  }

  /** @throws NnfError `DISPOSED` after `dispose` */
  protected checkUsable(): void {
    if (this.#isDisposed) throw new NnfError('DISPOSED', 'the program has been disposed of; compile a new one');
  }

  /**
   * The plan and the data of a request.
   *
   * @throws NnfError `DISPOSED`, `UNKNOWN_NAME` for a plan the program lacks, `WRONG_DATA` for data of another program,
   * `OUT_OF_RANGE` for rows that the data lacks
   */
  protected checkRequest(request: RunRequest): {
    /** The compiled plan that the request names. */
    readonly plan: CompiledPlan;
    /** The data, loaded by this program and not disposed of. */
    readonly data: Data;
  } {
    this.checkUsable();
    const plan = this.plans.get(request.plan);
    if (plan === undefined) throw unknownName('plan', request.plan, this.plans);
    const { data } = request;
    if (this.#hasLoaded(data)) {
      checkRows(request);
      return { plan, data };
    }
    throw new NnfError('WRONG_DATA', 'this data was loaded by another program; load it with this one');
  }

  // The mark is on the data: a weak map would make every prediction twice as slow, by its garbage collection.
  #hasLoaded(data: LoadedData): data is Data {
    return 'loadedBy' in data && data.loadedBy === this;
  }

  /** Whether a run of the plan has to wait for another one. */
  protected mustWait(plan: string): boolean {
    return this.#running.has(plan) || this.#turns.mustWait(this.#updating.has(plan));
  }

  /** Before any memory is taken: a host may promise memory that it does not have. */
  #checkParameters({ nodes }: Plan): void {
    let numbers = 0;
    for (const { operation, shape } of nodes) if (operation === 'parameter') numbers += Number(shape[0]) * shape[1];
    const bytes = numbers * (this.dataType === 'float32' ? 4 : 8);
    if (bytes <= this.mostParameterBytes) return;
    throw new NnfError(
      'MEMORY_LIMIT',
      `the parameters need ${bytes} bytes, at most ${this.mostParameterBytes} are possible; use smaller layers`,
    );
  }

  #parameter(name: string): Parameter {
    this.checkUsable();
    const parameter = this.parameters.get(name);
    if (parameter === undefined) throw unknownName('parameter', name, this.parameters);
    this.#turns.finish();
    return parameter;
  }
}

/** @throws NnfError `OUT_OF_RANGE`: a backend computes addresses from the rows of a request */
function checkRows({ data: { rows }, order, from, to }: RunRequest): void {
  const most = order ? order.length : rows;
  if (!(from >= 0 && from <= to && to <= most)) {
    throw new NnfError('OUT_OF_RANGE', `the run is from ${from} to ${to}, expected 0 to ${most}`);
  }
  if (!order) return;
  for (let i = from; i < to; i++) {
    if (order[i]! < rows) continue;
    throw new NnfError('OUT_OF_RANGE', `the run's order has row ${order[i]}, the data has ${rows}`);
  }
}

function unknownName(kind: string, name: string, known: ReadonlyMap<string, unknown>): NnfError {
  return new NnfError('UNKNOWN_NAME', `unknown ${kind} '${name}', expected one of ${[...known.keys()].join(', ')}`);
}
