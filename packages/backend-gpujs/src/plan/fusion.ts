import { type Expression, nodesOf, operandsOf, type Plan, type PlanNode, singleNumber } from '@nnf/core';

/** The most matrices that a kernel may read: WebGPU promises eight storage buffers, and one of them is the result. */
export const mostMatrices = 7;
/** The same for a kernel that gathers: it also reads what was gathered before. */
export const mostGathered = mostMatrices - 1;

/**
 * The most operations of a kernel. gpu.js searches a list of all identifiers for each of them, so the time that it takes to
 * compile a kernel grows with the square of its size. The derivative of a chain of 20,000 operations took 8 to 17 s with 250
 * to 1000 operations a kernel, 20 to 36 s with 2000 or more, and over 100 s as one kernel.
 */
export const mostOperations = 1000;

/** A reduction over so few columns is cheaper than an expensive pass, even if each of as many elements computes it again. */
const narrow = 32;
/** An expression of so few operations is cheaper than an expensive pass, even if each of its readers computes it again. */
const fewOperations = 32;

/** An expression of so few operations takes no longer than reading its result. */
const leastOperations = 4;

/** What an element takes to compute. */
interface Cost {
  /** Operations, in one turn of its loops. */
  readonly operations: number;
  /** The matrices that are read. */
  readonly matrices: ReadonlySet<string>;
  /** Whether it loops, and how long. A short loop gives the same result for a whole row. */
  readonly loop: 'none' | 'short' | 'long';
}

/** Which kernels a plan has. */
export interface Fusion {
  /** Whether the node at a position has no kernel of its own: its elements are computed where they are read. */
  isInlined(node: number): boolean;
  /** The matrices that are read where a node's elements are computed. */
  matricesOf(node: number): ReadonlySet<string>;
  /** The number of operations that compute a node's element, those of inlined nodes included. */
  operationsOf(node: number): number;
}

/**
 * Decides which operations have no kernel of their own: their elements are computed where they are read, and not written
 * and read again.
 *
 * If passes are expensive, only two kinds of results are kept: outputs, and products and long reductions that several
 * kernels would compute, or one kernel repeatedly. Outputs with a row for each of the batch are inlined into the kernel
 * that gathers them, if nothing else reads them. If passes are cheap, everything that several kernels read is kept.
 *
 * @param isPassExpensive whether a pass takes longer than computing a few elements again. It does on a device. In
 *   WebAssembly it does not: there, neighbouring threads are one vector, and each computes what any of them does
 */
export function fuse(plan: Plan, isPassExpensive: boolean): Fusion {
  const { nodes, outputs } = plan;
  const readers: Set<number>[] = nodes.map(() => new Set());
  nodes.forEach((node, i) => {
    for (const operand of operandsOf(node)) readers[operand]!.add(i);
  });
  const outputNodes = new Set(Object.values(outputs));
  const inlined = new Set<number>();
  const costs: Cost[] = [];
  nodes.forEach((node, index) => {
    const cost = costWithinLimits(nodes, node, inlined, costs);
    costs.push(cost);
    if (!('operands' in node) || node.operation === 'update') return;
    const own = [...readers[index]!].map((reader) => nodes[reader]!);
    const isInlined = outputNodes.has(index)
      ? isPassExpensive && own.length === 0 && node.shape[0] === 'batch'
      : own.length > 0 && own.every((reader) => mayInline(node, cost, reader, own.length === 1, isPassExpensive));
    if (isInlined) inlined.add(index);
  });
  // What is kept for one kernel may be one more matrix for another.
  for (let before = -1; before !== inlined.size; ) {
    before = inlined.size;
    nodes.forEach((node, index) => {
      if ('operands' in node && (!inlined.has(index) || outputNodes.has(index))) limitMatrices(nodes, index, inlined);
    });
  }
  return {
    isInlined: (index) => inlined.has(index),
    matricesOf: (index) => matricesOf(nodes, index, inlined),
    operationsOf: (index) => costs[index]!.operations,
  };
}

/** What a node costs. Operands are kept until a kernel that computes the node is within the limits: the largest first. */
function costWithinLimits(
  nodes: readonly PlanNode[],
  node: PlanNode,
  inlined: Set<number>,
  costs: readonly Cost[],
): Cost {
  for (;;) {
    const operands = [...new Set(operandsOf(node))];
    const computed = operands.filter((operand) => inlined.has(operand));
    const matrices = operands.flatMap((operand) => [
      ...(inlined.has(operand) ? costs[operand]!.matrices : matricesAt(nodes, operand)),
    ]);
    const cost = costOf(
      nodes,
      node,
      computed.map((operand) => costs[operand]!),
      new Set(matrices),
    );
    const sizeOf =
      cost.operations > mostOperations
        ? ({ operations }: Cost) => operations
        : cost.matrices.size > mostMatrices
          ? ({ matrices: { size } }: Cost) => size
          : undefined;
    if (!sizeOf || computed.length === 0) return cost;
    const size = (operand: number): number => sizeOf(costs[operand]!);
    inlined.delete(computed.reduce((largest, operand) => (size(operand) > size(largest) ? operand : largest)));
  }
}

/** Keeps inlined nodes until a kernel does not read too many matrices: first the one that reads the most. */
function limitMatrices(nodes: readonly PlanNode[], index: number, inlined: Set<number>): void {
  for (;;) {
    if (matricesOf(nodes, index, inlined).size <= (inlined.has(index) ? mostGathered : mostMatrices)) return;
    let largest = index;
    let most = -1;
    for (const candidate of inlinedFor(nodes, index, inlined)) {
      const { size } = matricesOf(nodes, candidate, inlined);
      if (size > most) [largest, most] = [candidate, size];
    }
    // An output that reads too many where it is gathered may have a kernel of its own.
    if (!inlined.delete(largest)) return;
  }
}

/** The matrices that are read where a node's elements are computed. */
function matricesOf(nodes: readonly PlanNode[], index: number, inlined: ReadonlySet<number>): ReadonlySet<string> {
  if (!('operands' in nodes[index]!)) return matricesAt(nodes, index);
  const read = [index, ...inlinedFor(nodes, index, inlined)].flatMap((computed) => operandsOf(nodes[computed]!));
  const kept = new Set(read.filter((operand) => !inlined.has(operand)));
  return new Set([...kept].flatMap((operand) => [...matricesAt(nodes, operand)]));
}

/** The inlined nodes that are computed for a node, each before those that are computed for it. */
function inlinedFor(nodes: readonly PlanNode[], index: number, inlined: ReadonlySet<number>): ReadonlySet<number> {
  const found = new Set<number>();
  const pending = [index];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (found.has(node)) continue;
    if (node !== index) found.add(node);
    for (const operand of operandsOf(nodes[node]!).toReversed()) if (inlined.has(operand)) pending.push(operand);
  }
  return found;
}

/** @param computed the costs of the operands that are computed for it */
function costOf(
  nodes: readonly PlanNode[],
  node: PlanNode,
  computed: readonly Cost[],
  matrices: ReadonlySet<string>,
): Cost {
  const own = node.operation === 'map' || node.operation === 'random' ? sizeOf(node.expression) : 1;
  const operations = computed.reduce((sum, cost) => sum + cost.operations, own);
  const isLong =
    node.operation === 'matmul' ||
    (node.operation === 'reduce' && !(node.axis === 'columns' && nodes[node.operands[0]]!.shape[1] <= narrow));
  if (isLong || computed.some(({ loop }) => loop === 'long')) return { operations, matrices, loop: 'long' };
  const isShort = node.operation === 'reduce' || computed.some(({ loop }) => loop === 'short');
  return { operations, matrices, loop: isShort ? 'short' : 'none' };
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
function matricesAt(nodes: readonly PlanNode[], index: number): ReadonlySet<string> {
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
