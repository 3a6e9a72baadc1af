import type { KernelText, PlanKernels } from '../plan/plan-kernels.js';
import type { KernelArgument } from '../write/kernel-reads.js';
import type { Handle, Kernel } from './gpujs.js';

/** The matrices that the kernels of a batch read and replace. */
export interface BatchState {
  /** By name; replaced by updates. */
  readonly parameters: Map<string, Handle>;
  readonly inputs: ReadonlyMap<string, Handle>;
  /** By their places in the plan. */
  readonly constants: ReadonlyMap<number, Handle>;
  readonly scalars: Handle | undefined;
  /** The batch's number: a number, or a matrix that a kernel increments. */
  batch: Handle | number;
  /** The gathered outputs, one matrix for each collection; empty before the first batch. */
  gathered: readonly Handle[];
  /** The outputs that are not gathered. */
  values: readonly Handle[];
}

/** Compiles a kernel's text. Its result has `rows` rows and `columns` columns. */
export type MakeKernel = (source: string, columns: number, rows: number) => Kernel;

/** A plan's kernels, compiled. */
export class BatchKernels {
  readonly #plan: PlanKernels;
  readonly #kernels: readonly Kernel[];
  readonly #updates: readonly (readonly Kernel[])[];
  readonly #gatherings: readonly { readonly first: Kernel; readonly next: readonly Kernel[] }[];
  #batches = 0;

  /**
   * @param room the number of rows that the gathered outputs have room for
   * @param copies how many copies of a kernel take turns if one would write the matrix that it reads
   * @param make compiles the kernels that compute
   * @param makeGathering compiles the kernels that gather outputs
   */
  constructor(plan: PlanKernels, room: number, copies: number, make: MakeKernel, makeGathering: MakeKernel = make) {
    this.#plan = plan;
    const times = (one: () => Kernel): readonly Kernel[] => Array.from({ length: copies }, one);
    this.#kernels = plan.kernels.map(({ source, columns, rows }) => make(source, columns, rows));
    this.#updates = plan.updates.map(({ source, columns, rows }) => times(() => make(source, columns, rows)));
    this.#gatherings = plan.collections.map(({ first, next, columns }) => ({
      first: makeGathering(first.source, room, columns),
      next: times(() => makeGathering(next.source, room, columns)),
    }));
  }

  /** Runs the kernels of one batch, one after the other. */
  run(state: BatchState): void {
    const { kernels, collections, values, updates } = this.#plan;
    const turn = this.#batches++;
    const results = new Map<number, Handle>();
    const call = (kernel: Kernel, { arguments: read }: KernelText, gathered?: Handle): Handle =>
      kernel(...read.map((argument) => resolve(argument, results, state, gathered)));
    const ofTurn = (copies: readonly Kernel[]): Kernel => copies[turn % copies.length]!;
    kernels.forEach((kernel, k) => {
      results.set(kernel.node, call(this.#kernels[k]!, kernel));
    });
    const before = state.gathered;
    state.gathered = collections.map(({ first, next }, k) => {
      const gathering = this.#gatherings[k]!;
      return before.length === 0 ? call(gathering.first, first) : call(ofTurn(gathering.next), next, before[k]);
    });
    state.values = values.map(({ node }) => results.get(node)!);
    // Updates read each other's old values.
    const changed = updates.map((kernel, k) => call(ofTurn(this.#updates[k]!), kernel));
    updates.forEach(({ parameter }, k) => {
      state.parameters.set(parameter, changed[k]!);
    });
  }

  get all(): readonly Kernel[] {
    const gatherings = this.#gatherings.flatMap(({ first, next }) => [first, ...next]);
    return [...this.#kernels, ...this.#updates.flat(), ...gatherings];
  }

  destroy(): void {
    for (const kernel of this.all) kernel.destroy();
  }
}

function resolve(
  argument: KernelArgument,
  results: ReadonlyMap<number, Handle>,
  state: BatchState,
  gathered: Handle | undefined,
): Handle | number {
  const found = (() => {
    switch (argument.kind) {
      case 'result':
        return results.get(argument.node);
      case 'parameter':
        return state.parameters.get(argument.name);
      case 'constant':
        return state.constants.get(argument.node);
      case 'input':
        return state.inputs.get(argument.name);
      case 'scalars':
        return state.scalars;
      case 'batch':
        return state.batch;
      case 'gathered':
        return gathered;
    }
  })();
  if (found === undefined) throw new RangeError(`a kernel reads ${JSON.stringify(argument)} too early`);
  return found;
}
