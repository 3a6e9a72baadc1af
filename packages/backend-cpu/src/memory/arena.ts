import { operandsOf, type Plan, type PlanNode } from '@nnf/core';
import type { Lanes } from '../wasm/lanes.js';
import { bytesOf } from './buffer.js';

/** Offsets of results in an arena, in bytes; undefined for results that are never in memory. */
export interface Arena {
  readonly places: readonly (number | undefined)[];
  readonly bytes: number;
}

/**
 * Assigns a place to each result of a plan. Memory is reused once nothing reads the result in it. Data, scalars,
 * constants and outputs keep their places.
 *
 * @param fused products that are fused with their consumer, by the consumer's position
 */
export function planArena(plan: Plan, capacity: number, lanes: Lanes, fused: ReadonlyMap<number, number>): Arena {
  const unstored = new Set(fused.values());
  const dying = deaths(plan, fused, unstored);
  const places: (number | undefined)[] = [];
  const free: { readonly place: number; readonly bytes: number }[] = [];
  let end = 0;
  plan.nodes.forEach((node, index) => {
    const bytes = bytesOf(node.shape, capacity, lanes);
    if (node.operation === 'parameter' || node.operation === 'update' || unstored.has(index)) {
      places.push(undefined);
    } else {
      const reusable = isResult(node) ? free.findIndex((block) => block.bytes >= bytes) : -1;
      if (reusable >= 0) {
        const [block] = free.splice(reusable, 1) as [{ place: number; bytes: number }];
        places.push(block.place);
        if (block.bytes > bytes) free.push({ place: block.place + bytes, bytes: block.bytes - bytes });
      } else {
        places.push(end);
        end += bytes;
      }
    }
    for (const dead of dying.get(index) ?? []) {
      free.push({ place: places[dead]!, bytes: bytesOf(plan.nodes[dead]!.shape, capacity, lanes) });
    }
  });
  return { places, bytes: end };
}

/** For each position, the results that nothing reads after it. */
function deaths(
  plan: Plan,
  fused: ReadonlyMap<number, number>,
  unstored: ReadonlySet<number>,
): ReadonlyMap<number, readonly number[]> {
  const last = new Map<number, number>();
  plan.nodes.forEach((node, index) => {
    const product = fused.get(index);
    const read = product === undefined ? operandsOf(node) : [...operandsOf(node), ...operandsOf(plan.nodes[product]!)];
    // Updates run after all other operations, whatever their position.
    const time = node.operation === 'update' ? plan.nodes.length : index;
    for (const operand of read) last.set(operand, Math.max(last.get(operand) ?? 0, time));
  });
  const outputs = new Set(Object.values(plan.outputs));
  const dying = new Map<number, number[]>();
  for (const [index, reader] of last) {
    if (!isResult(plan.nodes[index]!) || outputs.has(index) || unstored.has(index)) continue;
    dying.set(reader, [...(dying.get(reader) ?? []), index]);
  }
  return dying;
}

/** Whether each batch computes it again. */
function isResult({ operation }: PlanNode): boolean {
  return operation === 'matmul' || operation === 'map' || operation === 'reduce' || operation === 'random';
}
