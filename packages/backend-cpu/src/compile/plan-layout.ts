import type { Plan } from '@nnf/core';
import type { InputEncoding } from '../kernels/input-encoding.js';
import { longSumBytes } from '../kernels/long-sum.js';
import { panelBytes } from '../kernels/right-side.js';
import { planArena } from '../memory/arena.js';
import { type Buffer, strideOf } from '../memory/buffer.js';
import type { Block, Heap } from '../memory/heap.js';
import { placeSparseInput, readsNonZeros, type SparseInput } from '../sparse/sparse-input.js';
import type { Lanes } from '../wasm/lanes.js';
import { fusedProducts } from './fusion.js';
import { panelsOf, productMethod } from './product-method.js';

/** The encodings of a plan's inputs, by name. */
export type InputEncodings = Readonly<Record<string, InputEncoding>>;

/** A plan, and the address of everything that its module reads and writes. A module is written from this alone. */
export interface PlanLayout {
  readonly plan: Plan;
  readonly lanes: Lanes;
  /** The largest number of rows in a batch. */
  readonly capacity: number;
  readonly encodings: InputEncodings;
  /** The place of each node's result. */
  readonly buffers: readonly Buffer[];
  /** Products that are fused with their consumer, by the consumer's position. */
  readonly fused: ReadonlyMap<number, number>;
  /** Where the non-zeros of a batch are, by the position of the sparse input. */
  readonly sparse: ReadonlyMap<number, SparseInput>;
  /** The address of scratch memory that holds the panels of any product's right side. */
  readonly scratch: number;
  /** The address of memory for the totals of any long sum. */
  readonly totals: number;
  /** The address of a table of 32-bit addresses: the data of each input, then each output. */
  readonly addresses: number;
  /** The block that contains all of these except the parameters. */
  readonly arena: Block;
}

/**
 * Takes memory for a plan and lays it out.
 *
 * @throws NnfError `MEMORY_LIMIT` if the memory has no room for a batch of `capacity` rows
 */
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
  const arena = heap.take(
    bytes + scratchBytes + longSumBytes + unplaced.bytes + addressBytes,
    `a batch of ${capacity} rows`,
  );
  const scratch = arena.address + bytes;
  const totals = scratch + scratchBytes;
  const sparseStart = totals + longSumBytes;
  return {
    ...{ plan, lanes, capacity, encodings, fused, scratch, totals, arena },
    buffers: plan.nodes.map((node, i) => {
      if (node.operation === 'parameter') return parameters.get(node.name)!;
      const { shape } = node;
      return { shape, stride: strideOf(shape[1], lanes), address: arena.address + (places[i] ?? 0) };
    }),
    sparse: placeSparseInputs(plan, capacity, encodings, lanes, sparseStart).places,
    addresses: sparseStart + unplaced.bytes,
  };
}

/** Places the inputs that are read through their non-zeros, from `start` on. */
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

/** Bytes that hold the panels of any product. Each product writes its own panels again. */
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
