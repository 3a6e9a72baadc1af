import type { Plan } from '@nnf/core';
import type { InputEncoding } from '../kernels/input-encoding.js';
import { panelBytes } from '../kernels/right-side.js';
import { planArena } from '../memory/arena.js';
import { type Buffer, strideOf } from '../memory/buffer.js';
import type { Block, Heap } from '../memory/heap.js';
import { placeSparseInput, readsNonZeros, type SparseInput } from '../sparse/sparse-input.js';
import type { Lanes } from '../wasm/lanes.js';
import { fusedProducts } from './fusion.js';
import { panelsOf, productMethod } from './product-method.js';

/** How a plan's inputs are encoded, by their names. */
export type InputEncodings = Readonly<Record<string, InputEncoding>>;

/** A plan with a place in memory for everything that its module reads and writes: all that a module is written from. */
export interface PlanLayout {
  readonly plan: Plan;
  readonly lanes: Lanes;
  /** The most rows that a batch may have. */
  readonly capacity: number;
  readonly encodings: InputEncodings;
  /** Where every node's result is. */
  readonly buffers: readonly Buffer[];
  /** Products that are made within their consumer, by its position. */
  readonly fused: ReadonlyMap<number, number>;
  /** Where the non-zeros of a batch are, by the position of the input that is read so. */
  readonly sparse: ReadonlyMap<number, SparseInput>;
  /** The address of room for the panels of any product's right side. */
  readonly scratch: number;
  /** Where a run puts the addresses of its data, input after input, and of its outputs, 32 bits each. */
  readonly addresses: number;
  /** The block that all of it lies in, but for the parameters. */
  readonly arena: Block;
}

/** @throws NnfError `MEMORY_LIMIT` where a batch of that many rows has no room */
export function layOut(
  plan: Plan,
  capacity: number,
  encodings: InputEncodings,
  heap: Heap,
  parameters: ReadonlyMap<string, Buffer>,
): PlanLayout {
  const { lanes } = heap;
  const fused = fusedProducts(plan);
  const { places, bytes } = planArena(plan, capacity, lanes, fused);
  const unplaced = placeSparseInputs(plan, capacity, encodings, lanes, 0);
  const scratchBytes = largestPanels(plan, capacity, lanes, unplaced.places);
  const addressBytes = 4 * (Object.keys(encodings).length + Object.keys(plan.outputs).length);
  const arena = heap.take(bytes + scratchBytes + unplaced.bytes + addressBytes, `a batch of ${capacity} rows`);
  const scratch = arena.address + bytes;
  const sparseStart = scratch + scratchBytes;
  return {
    ...{ plan, lanes, capacity, encodings, fused, scratch, arena },
    buffers: plan.nodes.map((node, i) => {
      if (node.operation === 'parameter') return parameters.get(node.name)!;
      const { shape } = node;
      return { shape, stride: strideOf(shape[1], lanes), address: arena.address + (places[i] ?? 0) };
    }),
    sparse: placeSparseInputs(plan, capacity, encodings, lanes, sparseStart).places,
    addresses: sparseStart + unplaced.bytes,
  };
}

/** Where the inputs are that are read by their non-zeros, from `start` on. */
function placeSparseInputs(
  plan: Plan,
  capacity: number,
  encodings: InputEncodings,
  lanes: Lanes,
  start: number,
): { readonly places: ReadonlyMap<number, SparseInput>; readonly bytes: number } {
  const places = new Map<number, SparseInput>();
  let end = start;
  plan.nodes.forEach((node, i) => {
    if (node.operation !== 'input' || encodings[node.name] !== 'sparse') return;
    if (!readsNonZeros(plan, i, capacity, lanes)) return;
    const { bytes, ...place } = placeSparseInput(end, capacity, node.shape[1], lanes);
    places.set(i, place);
    end += bytes;
  });
  return { places, bytes: end - start };
}

/** Room for the panels of any product: they are made anew for each. */
function largestPanels(plan: Plan, capacity: number, lanes: Lanes, sparse: ReadonlyMap<number, SparseInput>): number {
  let most = 0;
  for (const node of plan.nodes) {
    if (node.operation !== 'matmul' || sparse.has(node.operands[0])) continue;
    if (productMethod(plan, node, capacity, lanes) !== 'panels') continue;
    const { vectors, height } = panelsOf(plan, node, capacity, lanes);
    most = Math.max(most, panelBytes(vectors, height));
  }
  return most;
}
