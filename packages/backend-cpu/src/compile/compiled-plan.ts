import type { Plan } from '@nnf/core';
import { pieceCost } from '../kernels/kernel.js';
import { type Buffer, bytesOf } from '../memory/buffer.js';
import type { Heap } from '../memory/heap.js';
import { writeMatrix } from '../memory/stored-numbers.js';
import { type BatchModule, batchModule } from './batch-module.js';
import { type InputEncodings, layOut, type PlanLayout } from './plan-layout.js';

/** What a module exports. */
interface Exports {
  /** Sets the variables of `BatchGlobal`. */
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

/** A plan compiled for certain encodings of its data and for batches of up to `capacity` rows, and its memory. */
export interface CompiledPlan extends Exports, Pick<PlanLayout, 'capacity' | 'encodings' | 'addresses' | 'arena'> {
  readonly kernelFacts: BatchModule['kernels'];
  readonly firstUpdate: number;
}

/** Estimates the vector operations of a batch with this many rows. */
export function costOfBatch({ kernelFacts }: CompiledPlan, rows: number): number {
  let cost = 0;
  for (const kernel of kernelFacts)
    cost += (kernel.extent === 'batch' ? rows : kernel.extent) * pieceCost(kernel, rows);
  return cost;
}

/**
 * Lays out a plan's memory, writes its module, and compiles it.
 *
 * @throws NnfError `MEMORY_LIMIT` if the memory has no room for a batch of `capacity` rows
 */
export async function compilePlan(
  plan: Plan,
  capacity: number,
  encodings: InputEncodings,
  heap: Heap,
  parameters: ReadonlyMap<string, Buffer>,
): Promise<CompiledPlan> {
  const layout = layOut(plan, capacity, encodings, heap, parameters);
  const { addresses, arena } = layout;
  fillConstants(layout, heap);
  const { bytes, kernels: kernelFacts, firstUpdate } = batchModule(layout);
  try {
    const { instance } = await WebAssembly.instantiate(bytes, { nnf: { memory: heap.memory } });
    const exports = exportsOf(instance.exports, kernelFacts.length);
    return { ...exports, capacity, encodings, kernelFacts, firstUpdate, addresses, arena };
  } catch (error) {
    heap.give(arena);
    throw error;
  }
}

function exportsOf(exports: WebAssembly.Exports, kernelCount: number): Exports {
  // A module's exports are untyped; `batchModule` writes functions of these types.
  return {
    begin: exports.begin as Exports['begin'],
    run: exports.run as Exports['run'],
    kernels: Array.from({ length: kernelCount }, (_, i) => exports[`kernel ${i}`] as Exports['kernels'][number]),
  };
}

/** Writes the values that are the same in every batch. */
function fillConstants({ plan, buffers, capacity, lanes }: PlanLayout, heap: Heap): void {
  plan.nodes.forEach((node, i) => {
    if (node.operation !== 'constant' && node.operation !== 'index') return;
    const buffer = buffers[i]!;
    const { address, stride, shape } = buffer;
    if (node.operation === 'constant') {
      writeMatrix(heap, buffer, shape[1], node.values);
      return;
    }
    // The numbers of a single column are contiguous, and so are those of a single row.
    const length = Math.max(bytesOf(shape, capacity, lanes), stride) / lanes.bytes;
    const first = address / lanes.bytes;
    const numbers = heap.views.numbers;
    for (let place = 0; place < length; place++) numbers[first + place] = place;
  });
}
