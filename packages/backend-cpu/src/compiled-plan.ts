import { type Plan, scalarNames } from '@nnf/core';
import { planArena } from './arena.js';
import { type BatchModule, batchModule } from './batch-module.js';
import { type Buffer, bytesOf, strideOf } from './buffer.js';
import { fusedProducts } from './fusion.js';
import type { InputForm } from './gather-kernel.js';
import type { Block, Heap } from './heap.js';
import { pieceCost } from './kernel.js';
import type { Lanes } from './lanes.js';
import { panelsOf, productMethod } from './product-method.js';
import { panelBytes } from './right-side.js';
import { placeSparseInput, readsNonZeros, type SparseInput } from './sparse-input.js';

/** What a module of ours exports: functions, and variables by the names of `globalNames`, inputs and outputs. */
interface Exports {
  readonly run: (batches: number) => void;
  readonly kernels: readonly ((from: number, to: number) => void)[];
  readonly set: (name: string, value: number) => void;
}

/** A plan's WebAssembly for batches of up to `capacity` rows, and its memory. */
export interface CompiledPlan extends Exports {
  readonly plan: Plan;
  readonly capacity: number;
  readonly kernelFacts: BatchModule['kernels'];
  readonly firstUpdate: number;
  /** The output's buffers by name. */
  readonly outputs: Readonly<Record<string, Buffer>>;
  readonly scalarCount: number;
  readonly arena: Block;
  /** About how many vector operations a batch of so many rows takes. */
  readonly costOf: (rows: number) => number;
}

/** Lays out a plan's memory, writes its module, and has the engine compile it. */
export async function compilePlan(
  plan: Plan,
  capacity: number,
  forms: Readonly<Record<string, InputForm>>,
  lanes: Lanes,
  heap: Heap,
  parameters: ReadonlyMap<string, Buffer>,
): Promise<CompiledPlan> {
  const fused = fusedProducts(plan);
  const layout = planArena(plan, capacity, lanes, fused);
  const unplaced = placeSparseInputs(plan, capacity, forms, lanes, 0);
  const scratchBytes = largestPanels(plan, capacity, lanes, unplaced.places);
  const arena = heap.take(layout.bytes + scratchBytes + unplaced.bytes, `a batch of ${capacity} rows`);
  const scratch = arena.address + layout.bytes;
  const sparse = placeSparseInputs(plan, capacity, forms, lanes, scratch + scratchBytes).places;
  const buffers = plan.nodes.map((node, i): Buffer => {
    if (node.operation === 'parameter') return parameters.get(node.name)!;
    return {
      shape: node.shape,
      stride: strideOf(node.shape[1], lanes),
      address: arena.address + (layout.places[i] ?? 0),
    };
  });
  fillConstants(plan, buffers, capacity, lanes, heap);
  const module = batchModule({ plan, lanes, capacity, buffers, fused, forms, sparse, scratch });
  const { instance } = await WebAssembly.instantiate(module.bytes, { nnf: { memory: heap.memory } });
  return {
    ...exportsOf(instance.exports, module.kernels.length),
    plan,
    capacity,
    arena,
    kernelFacts: module.kernels,
    firstUpdate: module.firstUpdate,
    outputs: Object.fromEntries(Object.entries(plan.outputs).map(([name, index]) => [name, buffers[index]!])),
    scalarCount: scalarNames(plan).length,
    costOf: (rows) =>
      module.kernels.reduce((sum, kernel) => {
        const pieces = kernel.extent === 'batch' ? rows : kernel.extent;
        return sum + pieces * pieceCost(kernel, rows);
      }, 0),
  };
}

function exportsOf(exports: WebAssembly.Exports, kernelCount: number): Exports {
  // A module's exports have no types of their own; these are the ones that `batchModule` writes.
  return {
    run: exports.run as Exports['run'],
    kernels: Array.from({ length: kernelCount }, (_, i) => exports[`kernel ${i}`] as Exports['kernels'][number]),
    set: (name, value) => {
      (exports[name] as WebAssembly.Global<'i32'>).value = value;
    },
  };
}

/** What never changes from batch to batch. */
function fillConstants(plan: Plan, buffers: readonly Buffer[], capacity: number, lanes: Lanes, heap: Heap): void {
  const Numbers = lanes.dataType === 'float32' ? Float32Array : Float64Array;
  plan.nodes.forEach((node, i) => {
    if (node.operation !== 'constant' && node.operation !== 'index') return;
    const { address, stride, shape } = buffers[i]!;
    const length = bytesOf(shape, capacity, lanes) / lanes.bytes;
    const values = new Numbers(heap.memory.buffer, address, length);
    if (node.operation === 'constant') values.fill(node.value);
    // Rows of one column and columns of one row both follow one another.
    else for (let place = 0; place < Math.max(length, stride / lanes.bytes); place++) values[place] = place;
  });
}

/** Where the inputs are that are read by their non-zeros, from `start` on. */
function placeSparseInputs(
  plan: Plan,
  capacity: number,
  forms: Readonly<Record<string, InputForm>>,
  lanes: Lanes,
  start: number,
): { readonly places: ReadonlyMap<number, SparseInput>; readonly bytes: number } {
  const places = new Map<number, SparseInput>();
  let end = start;
  plan.nodes.forEach((node, i) => {
    if (node.operation !== 'input' || forms[node.name] !== 'sparse' || !readsNonZeros(plan, i, capacity, lanes)) return;
    const { bytes, ...place } = placeSparseInput(end, capacity, node.shape[1], lanes);
    places.set(i, place);
    end += bytes;
  });
  return { places, bytes: end - start };
}

/** Room for the panels of any product: they are made anew for each. */
function largestPanels(plan: Plan, capacity: number, lanes: Lanes, sparse: ReadonlyMap<number, SparseInput>): number {
  const sizes = plan.nodes.map((node) => {
    if (node.operation !== 'matmul' || sparse.has(node.operands[0])) return 0;
    if (productMethod(plan, node, capacity, lanes) !== 'panels') return 0;
    const { vectors, height } = panelsOf(plan, node, capacity, lanes);
    return panelBytes(vectors, height);
  });
  return Math.max(0, ...sizes);
}
