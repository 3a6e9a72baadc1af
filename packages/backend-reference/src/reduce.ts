import type { ReduceNode } from '@nnf/core';
import type { Step, Storage } from './step.js';
import { sumStep } from './sum.js';

/**
 * Sum, maximum, or position of the first maximum, over rows, columns or both. A NaN makes the maximum NaN, and its position
 * is that of the maximum.
 */
export function reduceStep(node: ReduceNode, x: Storage, result: Storage): Step {
  const { reduction, axis } = node;
  if (reduction === 'sum') return sumStep(node, x, result);
  const combine = combiners[reduction];
  const { columns } = x;
  // The largest element so far; the result holds its position.
  const best = reduction === 'argmax' ? new Float64Array(axis === 'rows' ? columns : 1) : undefined;
  return {
    extent: x.rows,
    cost: columns,
    execute: (from, to) => {
      for (let row = from; row < to; row++) {
        for (let column = 0; column < columns; column++) {
          const value = x.values[row * columns + column]!;
          if (axis === 'rows') combine(result.values, column, value, row, row === 0, best, column);
          else if (axis === 'columns') combine(result.values, row, value, column, column === 0, best, 0);
          else combine(result.values, 0, value, row * columns + column, row === 0 && column === 0, best, 0);
        }
      }
    },
  };
}

type Combine = (
  result: Float64Array,
  at: number,
  value: number,
  position: number,
  first: boolean,
  best: Float64Array | undefined,
  bestAt: number,
) => void;

const combiners: { readonly [Reduction in Exclude<ReduceNode['reduction'], 'sum'>]: Combine } = {
  max: (result, at, value, _, first) => {
    result[at] = first ? value : Math.max(result[at]!, value);
  },
  argmax: (result, at, value, position, first, best, bestAt) => {
    const largest = best![bestAt]!;
    if (!first && !(value > largest) && !(Number.isNaN(value) && !Number.isNaN(largest))) return;
    best![bestAt] = value;
    result[at] = position;
  },
};
