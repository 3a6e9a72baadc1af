import { type KernelNeeds, needsOf } from '../plan/kernel-needs.js';
import { bytesOf, type PlanKernels } from '../plan/plan-kernels.js';
import { BatchKernels, type BatchState } from './batch-kernels.js';
import type { BatchInputs, BatchResults, BatchRunner } from './batch-runner.js';
import type { Gpu, Handle, Kernel, KernelState, ResidentMatrix } from './gpujs.js';
import type { ParameterStore } from './parameter-store.js';

/** Options of a chain. */
export interface ChainOptions {
  /** Rows a batch. */
  readonly rows: number;
  /** The number of batches that the chain has room for. */
  readonly batches: number;
  /** Makes a matrix that gpu.js uploads. */
  readonly matrix: (values: Float32Array, columns: number) => Handle;
}

/** A kernel cannot write the matrix that it reads, so two copies take turns. */
const copies = 2;

const fours = 'const c = this.thread.x * 4; const r = this.thread.y;';
/** Groups a matrix's columns by fours. Nothing reads the padding of the last group. */
const packing = `function (v) { ${fours} return [v[r][c], v[r][c + 1], v[r][c + 2], v[r][c + 3]]; }`;
const unpacking = `function (v) {
const four = Math.floor(this.thread.x / 4);
const values = v[this.thread.y][four];
return values[this.thread.x - four * 4];
}`;

/**
 * Runs batches of a plan by calling its kernels one after the other, for modes whose calls do not wait for the device.
 * Matrices stay on the device, with their columns grouped by fours; parameters stay there from one run to the next. Gathered
 * outputs are not grouped, since they are read back as they are.
 */
export class KernelChain implements BatchRunner {
  readonly bytes: number;
  readonly #gpu: Gpu;
  readonly #options: ChainOptions;
  readonly #needs: KernelNeeds;
  readonly #compiled: BatchKernels;
  /** Constants on the device, by their places in the plan: uploaded at the first run. */
  #constants: ReadonlyMap<number, Handle> | undefined;
  /** Kernels that upload and read matrices, by name. */
  readonly #transfers = new Map<string, Kernel>();

  constructor(
    gpu: Gpu,
    readonly kernels: PlanKernels,
    options: ChainOptions,
  ) {
    this.#gpu = gpu;
    this.#options = options;
    this.#needs = needsOf(kernels);
    const room = options.rows * options.batches;
    this.#compiled = new BatchKernels(
      kernels,
      room,
      copies,
      (source, columns, rows) => this.#make(source, Math.ceil(columns / 4), rows),
      (source, columns, rows) => this.#make(source, columns, rows),
    );
    this.bytes = bytesOf(kernels, room, copies);
  }

  /** gpu.js may have replaced a kernel that the device refused. */
  get execution(): BatchRunner['execution'] {
    const made = [...this.#compiled.all, ...this.#transfers.values()];
    const fallen = made.find(({ kernel }) => modeOf(kernel) !== 'gpu');
    return {
      executorKind: 'chained',
      backend: fallen ? modeOf(fallen.kernel) : 'gpu',
      fallbackReason: fallen?.kernel.fallbackReason ?? null,
    };
  }

  async run({ parameters, rowsOf, scalars, batches }: BatchInputs): Promise<BatchResults> {
    const { rows, batches: room } = this.#options;
    const constants = this.#constants ?? this.#uploadConstants();
    this.#constants = constants;
    const state: BatchState = {
      parameters: new Map(this.#needs.parameters.map((name) => [name, this.#onDevice(name, parameters)])),
      inputs: new Map(
        this.#needs.inputs.map((name) => {
          const { values, columns } = rowsOf(name);
          return [name, this.#upload(`input ${name}`, values, columns, rows * room)];
        }),
      ),
      constants,
      scalars: this.#needs.scalars ? this.#upload('scalars', scalars, scalars.length / batches, room) : undefined,
      batch: 0,
      gathered: [],
      values: [],
    };
    for (let batch = 0; batch < batches; batch++) {
      state.batch = batch;
      this.#compiled.run(state);
    }
    for (const { parameter, columns, rows: height } of this.kernels.updates) {
      const handle = state.parameters.get(parameter)!;
      parameters.leave(parameter, {
        handle,
        read: () => this.#read(`parameter ${parameter}`, handle, columns, height),
      });
    }
    const read = new Map(this.kernels.kernels.map((kernel) => [kernel.node, kernel]));
    return {
      collections: state.gathered.map((handle) =>
        (handle as ResidentMatrix).toArray().map((column) => column.subarray(0, rows * batches)),
      ),
      values: this.kernels.values.map(({ name, node }, i) => {
        const { columns, rows: height } = read.get(node)!;
        return this.#read(`value ${name}`, state.values[i]!, columns, height);
      }),
    };
  }

  destroy(): void {
    this.#compiled.destroy();
    for (const kernel of this.#transfers.values()) kernel.destroy();
  }

  #uploadConstants(): ReadonlyMap<number, Handle> {
    return new Map(
      this.kernels.constants.map(({ node, values, columns, rows }) => [
        node,
        this.#upload(`constant ${node}`, values, columns, rows),
      ]),
    );
  }

  #onDevice(name: string, parameters: ParameterStore): Handle {
    const there = parameters.onDevice(name);
    if (there) return there;
    const { values, columns } = parameters.get(name);
    const handle = this.#upload(`parameter ${name}`, values, columns, values.length / columns);
    parameters.leave(name, { handle });
    return handle;
  }

  /** @param room the number of rows that the matrix on the device has */
  #upload(what: string, values: Float32Array, columns: number, room: number): Handle {
    const kernel = this.#transfer(`upload ${what}`, () => this.#make(packing, Math.ceil(columns / 4), room));
    const whole = values.length === room * columns ? values : new Float32Array(room * columns);
    if (whole !== values) whole.set(values);
    return kernel(this.#options.matrix(whole, columns));
  }

  #read(what: string, handle: Handle, columns: number, rows: number): readonly Float32Array[] {
    const kernel = this.#transfer(`read ${what}`, () => this.#make(unpacking, columns, rows));
    return (kernel(handle) as ResidentMatrix).toArray();
  }

  #transfer(name: string, make: () => Kernel): Kernel {
    const known = this.#transfers.get(name);
    if (known) return known;
    const kernel = make();
    this.#transfers.set(name, kernel);
    return kernel;
  }

  #make(source: string, columns: number, rows: number): Kernel {
    const settings = { precision: 'single', pipeline: true, immutable: false };
    return this.#gpu.createKernel(source, { ...settings, output: [columns, rows] });
  }
}

function modeOf(kernel: KernelState): string {
  return String(Reflect.get(kernel.constructor, 'mode'));
}
