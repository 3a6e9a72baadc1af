import type { ReduceNode } from '@nnf/core';
import type { Step, Storage } from './step.js';

/** A sum of up to this many terms is one chain of additions. The CPU backend has the same limits. */
const longestChain = 1024;

/** A longer sum is divided into blocks of so many terms. Each is a chain, and the blocks' sums are added in order. */
const blockLength = 16;

/**
 * The sum over rows, columns or both. A chain starts with its first term and adds the others in order. In a long sum over
 * both, each row begins a block.
 */
export function sumStep({ axis }: ReduceNode, x: Storage, result: Storage): Step {
  const isOverRows = axis === 'rows' || (axis === 'both' && x.columns === 1);
  const execute = isOverRows ? overRows(x, result) : overColumns(x, result, axis === 'both');
  return { extent: x.rows, cost: x.columns, execute };
}

function overRows(x: Storage, result: Storage): Step['execute'] {
  const { columns } = x;
  /** The sums of the columns' blocks that have begun. */
  const sums = new Float64Array(columns);
  return (from, to) => {
    const { values } = result;
    const rows = x.rows();
    const block = rows > longestChain ? blockLength : rows;
    for (let row = from; row < to; row++) {
      const begins = row % block === 0;
      const ends = (row + 1) % block === 0 || row + 1 === rows;
      for (let column = 0; column < columns; column++) {
        const value = x.values[row * columns + column]!;
        const sum = begins ? value : sums[column]! + value;
        sums[column] = sum;
        if (ends) values[column] = row < block ? sum : values[column]! + sum;
      }
    }
  };
}

/** @param isOverBoth whether all rows have one sum */
function overColumns(x: Storage, result: Storage, isOverBoth: boolean): Step['execute'] {
  const { columns } = x;
  return (from, to) => {
    const { values } = result;
    const isChain = (isOverBoth ? x.rows() : 1) * columns <= longestChain;
    const block = isChain ? columns : blockLength;
    for (let row = from; row < to; row++) {
      const at = isOverBoth ? 0 : row;
      const end = (row + 1) * columns;
      for (let start = row * columns; start < end; start += block) {
        const isFirst = start === (isOverBoth ? 0 : row * columns);
        const continues = isChain && !isFirst;
        let sum = continues ? values[at]! + x.values[start]! : x.values[start]!;
        const stop = Math.min(start + block, end);
        for (let i = start + 1; i < stop; i++) sum += x.values[i]!;
        values[at] = isFirst || continues ? sum : values[at]! + sum;
      }
    }
  };
}
