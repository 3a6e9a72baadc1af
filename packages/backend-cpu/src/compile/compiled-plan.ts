import type { Plan } from '@nnf/core';
import type { InputEncoding } from '../kernels/input-encoding.js';
import { pieceCost } from '../kernels/kernel.js';
import { panelBytes } from '../kernels/right-side.js';
import { planArena } from '../memory/arena.js';
import { type Buffer, bytesOf, strideOf } from '../memory/buffer.js';
import type { Block, Heap } from '../memory/heap.js';
import { placeSparseInput, readsNonZeros, type SparseInput } from '../sparse/sparse-input.js';
import type { Lanes } from '../wasm/lanes.js';
import { type BatchModule, batchModule } from './batch-module.js';
import { fusedProducts } from './fusion.js';
import { panelsOf, productMethod } from './product-method.js';

/** What a module of ours exports. */
interface Exports {
  /** Sets the variables of `BatchGlobals`. */
  readonly begin: (
    rows: number,
    start: number,
    stop: number,
    batchSize: number,
    done: number,
    order: number,
    scalars: number,
  ) => void;
  readonly run: (batches: number) => void;
  readonly kernels: readonly ((from: number, to: number) => void)[];
}

/** A plan's WebAssembly for data of one form and batches of up to `capacity` rows, and its memory. */
export interface CompiledPlan extends Exports {
  readonly capacity: number;
  /** In the order of the plan's inputs. */
  readonly forms: readonly InputEncoding[];
  readonly kernelFacts: BatchModule['kernels'];
  readonly firstUpdate: number;
  /** Where the addresses are kept of each input's data and then of each output's values: see `BatchModuleSource`. */
  readonly addresses: number;
  readonly arena: Block;
}

/** About how many vector operations a batch of so many rows takes. */
export function costOfBatch({ kernelFacts }: CompiledPlan, rows: number): number {
  let cost = 0;
  for (const kernel of kernelFacts)
    cost += (kernel.extent === 'batch' ? rows : kernel.extent) * pieceCost(kernel, rows);
  return cost;
}

/** Lays out a plan's memory, writes its module, and has the engine compile it. */
export async function compilePlan(
  plan: Plan,
  capacity: number,
  forms: readonly InputEncoding[],
  lanes: Lanes,
  heap: Heap,
  parameters: ReadonlyMap<string, Buffer>,
): Promise<CompiledPlan> {
  const inputs = plan.nodes.filter((node) => node.operation === 'input');
  const formOf = Object.fromEntries(inputs.map(({ name }, i) => [name, forms[i]!]));
  const fused = fusedProducts(plan);
  const layout = planArena(plan, capacity, lanes, fused);
  const unplaced = placeSparseInputs(plan, capacity, formOf, lanes, 0);
  const scratchBytes = largestPanels(plan, capacity, lanes, unplaced.places);
  const addressBytes = Math.ceil((inputs.length + Object.keys(plan.outputs).length) / 4) * 16;
  const arenaBytes = layout.bytes + scratchBytes + unplaced.bytes;
  const arena = heap.take(arenaBytes + addressBytes, `a batch of ${capacity} rows`);
  const addresses = arena.address + arenaBytes;
  const scratch = arena.address + layout.bytes;
  const sparse = placeSparseInputs(plan, capacity, formOf, lanes, scratch + scratchBytes).places;
  const buffers = plan.nodes.map((node, i): Buffer => {
    if (node.operation === 'parameter') return parameters.get(node.name)!;
    return {
      shape: node.shape,
      stride: strideOf(node.shape[1], lanes),
      address: arena.address + (layout.places[i] ?? 0),
    };
  });
  fillConstants(plan, buffers, capacity, lanes, heap);
  const module = batchModule({ plan, lanes, capacity, buffers, fused, forms: formOf, sparse, scratch, addresses });
  try {
    const { instance } = await WebAssembly.instantiate(module.bytes, { nnf: { memory: heap.memory } });
    const kernelFacts = module.kernels;
    return {
      ...exportsOf(instance.exports, kernelFacts.length),
      ...{ capacity, forms, kernelFacts, firstUpdate: module.firstUpdate, addresses, arena },
    };
  } catch (error) {
    heap.give(arena);
    throw error;
  }
}

function exportsOf(exports: WebAssembly.Exports, kernelCount: number): Exports {
  // A module's exports have no types of their own; these are the ones that `batchModule` writes.
  return {
    begin: exports.begin as Exports['begin'],
    run: exports.run as Exports['run'],
    kernels: Array.from({ length: kernelCount }, (_, i) => exports[`kernel ${i}`] as Exports['kernels'][number]),
  };
}

/** What never changes from batch to batch. */
function fillConstants(plan: Plan, buffers: readonly Buffer[], capacity: number, lanes: Lanes, heap: Heap): void {
  plan.nodes.forEach((node, i) => {
    if (node.operation !== 'constant' && node.operation !== 'index') return;
    const { address, stride, shape } = buffers[i]!;
    const length = bytesOf(shape, capacity, lanes) / lanes.bytes;
    const first = address / lanes.bytes;
    const values = heap.views[lanes.dataType].subarray(first, first + length);
    if (node.operation === 'constant') fillRows(values, node.values, shape[1], stride / lanes.bytes);
    // Rows of one column and columns of one row both follow one another.
    else for (let place = 0; place < Math.max(length, stride / lanes.bytes); place++) values[place] = place;
  });
}

/** Writes rows of so many columns, each `stride` numbers after the one before. */
function fillRows(target: Float32Array | Float64Array, values: Float64Array, columns: number, stride: number): void {
  for (let from = 0, place = 0; from < values.length; from += columns, place += stride) {
    target.set(values.subarray(from, from + columns), place);
  }
}

/** Where the inputs are that are read by their non-zeros, from `start` on. */
function placeSparseInputs(
  plan: Plan,
  capacity: number,
  forms: Readonly<Record<string, InputEncoding>>,
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
