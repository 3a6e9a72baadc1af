import { type Expression, nodesOf, type Plan, type PlanNode, singleNumber } from '@nnf/core';

/** So many matrices a kernel may read: WebGPU promises eight storage buffers, and one of them is the result. */
export const mostMatrices = 7;
/** One that gathers reads what was gathered before, too. */
export const mostGathered = mostMatrices - 1;

/** A reduction over so many columns takes less than a dear pass even where each of as many elements computes it for itself. */
const narrow = 32;
/** An expression of so many operations takes less than a dear pass even where each of its readers computes it for itself. */
const fewOperations = 32;

/** An expression of so few operations takes no longer than reading what it gives. */
const leastOperations = 4;

/** What an element takes to compute. */
interface Cost {
  /** Operations, in one turn of its loops. */
  readonly operations: number;
  /** A short loop is the same for a whole row. */
  readonly loop: 'none' | 'short' | 'long';
}

/** Which kernels a plan has. */
export interface Fusion {
  /** Whether the node at a position has no kernel of its own: its elements are computed where they are read. */
  isInlined(node: number): boolean;
  /** The matrices that are read for a node's elements where they are computed. */
  matricesOf(node: number): ReadonlySet<string>;
}

/**
 * Decides which operations have no kernel of their own: their elements are computed where they are read, and not written
 * and read again.
 *
 * Where a pass is dear, only these are kept: products and long reductions that more than one kernel would compute, or one
 * would compute again and again, and outputs. Even outputs of every row are computed where they are gathered, if nothing
 * else reads them. Where it is not, what several kernels read is kept.
 *
 * @param isPassExpensive whether a pass takes longer than computing a few elements again: on a device, but not in WebAssembly,
 *   where also neighbouring threads are one vector, and what some of them compute, all of them do
 */
export function fuse(plan: Plan, isPassExpensive: boolean): Fusion {
  const { nodes, outputs } = plan;
  const readers: Set<number>[] = nodes.map(() => new Set());
  nodes.forEach((node, i) => {
    if ('operands' in node) for (const operand of node.operands) readers[operand]!.add(i);
  });
  const outputNodes = new Set(Object.values(outputs));
  const inlined = new Set<number>();
  const costs: Cost[] = [];
  nodes.forEach((node, index) => {
    const computed = 'operands' in node ? node.operands.filter((operand) => inlined.has(operand)) : [];
    const cost = costOf(
      nodes,
      node,
      computed.map((operand) => costs[operand]!),
    );
    costs.push(cost);
    if (!('operands' in node) || node.operation === 'update') return;
    const own = [...readers[index]!].map((reader) => nodes[reader]!);
    const isInlined = outputNodes.has(index)
      ? isPassExpensive && own.length === 0 && node.shape[0] === 'batch'
      : own.length > 0 && own.every((reader) => mayInline(node, cost, reader, own.length === 1, isPassExpensive));
    if (isInlined) inlined.add(index);
  });
  const matricesOf = (index: number): ReadonlySet<string> => {
    const node = nodes[index]!;
    if (!('operands' in node)) return placeOf(nodes, index);
    return new Set(node.operands.flatMap((x) => [...(inlined.has(x) ? matricesOf(x) : placeOf(nodes, x))]));
  };
  const fusion = { isInlined: (index: number) => inlined.has(index), matricesOf };
  // What is kept for one kernel may be one more matrix for another.
  for (let before = -1; before !== inlined.size; ) {
    before = inlined.size;
    nodes.forEach((node, index) => {
      if ('operands' in node && (!inlined.has(index) || outputNodes.has(index)))
        keepWhatIsTooMuch(nodes, index, inlined, fusion);
    });
  }
  return fusion;
}

/** Keeps operands until a kernel does not read too many matrices: first the one for which it reads the most. */
function keepWhatIsTooMuch(
  nodes: readonly PlanNode[],
  index: number,
  inlined: Set<number>,
  { matricesOf }: Fusion,
): void {
  const inlinedFor = (reader: number): readonly number[] => {
    const node = nodes[reader]!;
    if (!('operands' in node)) return [];
    return node.operands
      .filter((operand) => inlined.has(operand))
      .flatMap((operand) => [operand, ...inlinedFor(operand)]);
  };
  while (matricesOf(index).size > (inlined.has(index) ? mostGathered : mostMatrices)) {
    const [largest] = inlinedFor(index).toSorted((a, b) => matricesOf(b).size - matricesOf(a).size);
    // An output that reads too many where it is gathered may have a kernel of its own.
    if (!inlined.delete(largest ?? index)) return;
  }
}

/** @param computed the costs of the operands that are computed for it */
function costOf(nodes: readonly PlanNode[], node: PlanNode, computed: readonly Cost[]): Cost {
  const own = node.operation === 'map' || node.operation === 'random' ? sizeOf(node.expression) : 1;
  const operations = computed.reduce((sum, cost) => sum + cost.operations, own);
  const isLong =
    node.operation === 'matmul' ||
    (node.operation === 'reduce' && !(node.axis === 'columns' && nodes[node.operands[0]]!.shape[1] <= narrow));
  if (isLong || computed.some(({ loop }) => loop === 'long')) return { operations, loop: 'long' };
  const isShort = node.operation === 'reduce' || computed.some(({ loop }) => loop === 'short');
  return { operations, loop: isShort ? 'short' : 'none' };
}

function mayInline(
  node: PlanNode,
  { operations, loop }: Cost,
  reader: PlanNode,
  isOnly: boolean,
  isPassExpensive: boolean,
): boolean {
  // It reads each element of its operands as often as its result has rows or columns.
  if (reader.operation === 'matmul') return false;
  const isCheap = isPassExpensive && loop !== 'long' && operations <= fewOperations;
  if (reader.operation === 'reduce') {
    // A loop in a loop would leave most of a device idle, unless it can be made before.
    return loop === 'none' ? isOnly || isCheap : isCheap && reader.axis === 'columns';
  }
  if (isSameShape(node, reader)) {
    // An update of several parameters is as many kernels.
    const isOnce = reader.operation !== 'update' || reader.targets.length === 1 || loop === 'none';
    return isCheap || (isOnly && isOnce);
  }
  // Repeated over rows or columns, it is computed for each of them.
  if (loop === 'none' && operations <= leastOperations) return isCheap;
  return isCheap && node.shape[0] === reader.shape[0] && reader.shape[1] <= narrow;
}

/** How many operations an expression has; what it shares counts once. */
function sizeOf(expression: Expression): number {
  return [...nodesOf([expression])].length;
}

function isSameShape(a: PlanNode, b: PlanNode): boolean {
  return a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1];
}

/** What a kernel reads for an operand that is not computed in it; several leaves may be one matrix. */
function placeOf(nodes: readonly PlanNode[], index: number): ReadonlySet<string> {
  const node = nodes[index]!;
  switch (node.operation) {
    case 'constant':
      return singleNumber(node) === undefined ? new Set([`constant ${index}`]) : new Set();
    case 'index':
      return new Set();
    case 'scalar':
      return new Set(['scalars']);
    case 'input':
      return new Set([`input ${node.name}`]);
    case 'parameter':
      return new Set([`parameter ${node.name}`]);
    default:
      return new Set([`result ${index}`]);
  }
}
