import { operandsOf, type Plan, type PlanNode } from '@nnf/core';
import type { Lanes } from '../wasm/lanes.js';
import { bytesOf } from './buffer.js';

/** Places of results in an arena, in bytes from its beginning; undefined for what is never in memory. */
export interface Arena {
  readonly places: readonly (number | undefined)[];
  readonly bytes: number;
}

/**
 * Assigns a place to every result of a plan. Once nothing reads a result any more, its place is reused. Data, scalars, constants and
 * outputs keep theirs.
 *
 * @param fused products that are made within their consumer
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
    // Updates come after all other operations, wherever they stand.
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

/** Whether it is computed anew in every batch. */
function isResult({ operation }: PlanNode): boolean {
  return operation === 'matmul' || operation === 'map' || operation === 'reduce' || operation === 'random';
}
