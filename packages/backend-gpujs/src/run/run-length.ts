import type { Plan } from '@nnf/core';
import type { ExecutionMode } from './mode.js';

/** The limits of a run: it must not block the event loop, nor take unlimited memory. */
interface Bounds {
  /** Elementary operations. */
  readonly operations: number;
  readonly passes: number;
  readonly batches: number;
}

/**
 * From `node bench/gpu-run-length.mjs`, whose figures are in the README: with so many operations or batches, a run is
 * within a fifth of the best length; longer ones only take longer to compile, to stop and to report. All but WebGPU hold
 * up the page while they compute, so there a run of small batches is about 20 ms long. In WebGPU
 * parameters travel with each run, so several updates make one even where layers are hundreds wide.
 */
const boundsOf: { readonly [mode in ExecutionMode]: Bounds } = {
  webgpu: { operations: 1e9, passes: 4096, batches: 64 },
  webgl2: { operations: 3e7, passes: 256, batches: 64 },
  webasm: { operations: 1e7, passes: 4096, batches: 64 },
  cpu: { operations: 1e6, passes: 1024, batches: 64 },
};

/** The most numbers of data and collected outputs in a run: 16 MiB. */
const mostNumbers = 2 ** 22;

/** The most batches in a run. */
export function longestRun(mode: ExecutionMode, operations: number, passes: number, numbersPerBatch: number): number {
  const bounds = boundsOf[mode];
  return Math.max(
    1,
    Math.floor(
      Math.min(
        bounds.batches,
        bounds.operations / operations,
        bounds.passes / passes,
        mostNumbers / Math.max(1, numbersPerBatch),
      ),
    ),
  );
}

/** The number of batches in the next run, and for how many its runner has room. */
export interface NextRun {
  readonly batches: number;
  readonly room: number;
}

/**
 * Runners of few lengths are made: each takes time to compile. A run that is shorter than what there is room for wastes
 * little, so a runner that can do that has eight times the room of the next. One that cannot has twice that of the next when it is
 * short, since a pipeline of one batch takes far longer for it than one of several.
 *
 * @param mayBeShort whether a runner runs fewer batches than it has room for; a pipeline does not
 */
export function nextRun(left: number, longest: number, mayBeShort: boolean): NextRun {
  for (let room = longest; ; ) {
    const next = Math.max(1, Math.floor(room / (mayBeShort || room >= 16 ? 8 : 2)));
    if (mayBeShort ? next < left || room === 1 : room <= left) return { batches: Math.min(left, room), room };
    room = next;
  }
}

/** The approximate number of elementary operations in a batch. */
export function operationsOf({ nodes }: Plan, rows: number): number {
  const size = (count: number | 'batch'): number => (count === 'batch' ? rows : count);
  return nodes.reduce((sum, node) => {
    const elements = size(node.shape[0]) * node.shape[1];
    switch (node.operation) {
      case 'matmul': {
        const [height, width] = nodes[node.operands[0]]!.shape;
        return sum + elements * (node.transposed[0] ? size(height) : width);
      }
      case 'reduce': {
        const [height, width] = nodes[node.operands[0]]!.shape;
        return sum + 4 * size(height) * width;
      }
      case 'random':
        return sum + 300 * elements;
      case 'map':
        return sum + 8 * elements;
      case 'update':
        return sum + 8 * elements * node.targets.length;
      default:
        return sum;
    }
  }, 1);
}
