import type { AnyExpression, Expression, Plan, PlanNode } from '@nnf/core';

/** So many matrices a kernel may read: WebGPU promises eight storage buffers, and one of them is the result. */
export const mostMatrices = 7;
/** One that gathers reads what was gathered before, too. */
export const mostGathered = mostMatrices - 1;

/** A reduction over so many columns takes less than a dear pass even where each element of a row computes it for itself. */
const narrow = 32;
/** An expression of so many operations takes less than a dear pass even where each of its readers computes it for itself. */
const fewOperations = 32;

/** Of what an element is made. */
type Cost = 'expression' | 'narrow loop' | 'loop';

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
 * @param isPassDear whether a pass takes longer than computing a few elements again: on a device, but not in WebAssembly,
 *   where also neighbouring threads are one vector, and what some of them compute, all of them do
 */
export function fuse(plan: Plan, isPassDear: boolean): Fusion {
  const { nodes, outputs } = plan;
  const readers: Set<number>[] = nodes.map(() => new Set());
  nodes.forEach((node, i) => {
    if ('operands' in node) for (const operand of node.operands) readers[operand]!.add(i);
  });
  const asked = new Set(Object.values(outputs));
  const inlined = new Set<number>();
  const costs: Cost[] = [];
  nodes.forEach((node, index) => {
    const cost = costOf(nodes, node, (operand) => (inlined.has(operand) ? costs[operand]! : 'expression'));
    costs.push(cost);
    if (!('operands' in node) || node.operation === 'update') return;
    const own = [...readers[index]!].map((reader) => nodes[reader]!);
    const isInlined = asked.has(index)
      ? isPassDear && own.length === 0 && node.shape[0] === 'batch'
      : (own.length === 1 || (isPassDear && own.length > 0)) &&
        own.every((reader) => mayInline(node, cost, reader, own.length === 1));
    if (isInlined) inlined.add(index);
  });
  const matricesOf = (index: number): ReadonlySet<string> => {
    const node = nodes[index]!;
    const operands = 'operands' in node ? node.operands : [];
    return new Set(operands.flatMap((x) => [...(inlined.has(x) ? matricesOf(x) : placeOf(nodes, x))]));
  };
  const fusion = { isInlined: (index: number) => inlined.has(index), matricesOf };
  // Operands of what is kept come before it, and are looked at after it.
  for (let index = nodes.length - 1; index >= 0; index--) {
    const isComputed = 'operands' in nodes[index]! && (!inlined.has(index) || asked.has(index));
    if (isComputed) keepWhatIsTooMuch(nodes, index, inlined, fusion, asked.has(index) ? mostGathered : mostMatrices);
  }
  return fusion;
}

/** Keeps operands until a kernel does not read too many matrices: first the one for which it reads the most. */
function keepWhatIsTooMuch(
  nodes: readonly PlanNode[],
  index: number,
  inlined: Set<number>,
  { matricesOf }: Fusion,
  most: number,
): void {
  const inlinedFor = (reader: number): readonly number[] => {
    const node = nodes[reader]!;
    if (!('operands' in node)) return [];
    return node.operands
      .filter((operand) => inlined.has(operand))
      .flatMap((operand) => [operand, ...inlinedFor(operand)]);
  };
  while (matricesOf(index).size > most) {
    const [largest] = inlinedFor(index).toSorted((a, b) => matricesOf(b).size - matricesOf(a).size);
    if (largest === undefined) return;
    inlined.delete(largest);
  }
}

function costOf(nodes: readonly PlanNode[], node: PlanNode, costOfOperand: (operand: number) => Cost): Cost {
  if (!('operands' in node)) return 'expression';
  if (node.operation === 'matmul') return 'loop';
  const costs = node.operands.map(costOfOperand);
  if (costs.includes('loop')) return 'loop';
  if (node.operation !== 'reduce') return costs.includes('narrow loop') ? 'narrow loop' : 'expression';
  return node.axis === 'columns' && nodes[node.operands[0]]!.shape[1] <= narrow ? 'narrow loop' : 'loop';
}

function mayInline(node: PlanNode, cost: Cost, reader: PlanNode, isOnly: boolean): boolean {
  // It reads each element of its operands as often as its result has rows or columns.
  if (reader.operation === 'matmul') return false;
  const isFew = node.operation === 'map' && sizeOf(node.expression) <= fewOperations;
  const isCheap = cost === 'narrow loop' ? node.operation === 'reduce' || isFew : cost === 'expression' && isFew;
  // A loop in a loop would leave most of a device idle, unless it can be made before.
  if (reader.operation === 'reduce') {
    if (cost === 'expression') return isOnly || isFew;
    return cost === 'narrow loop' && isCheap && reader.axis === 'columns';
  }
  if (isCheap) return true;
  // An update of several parameters is as many kernels.
  const isOnce = reader.operation !== 'update' || reader.targets.length === 1 || cost !== 'loop';
  return isOnly && isSameShape(node, reader) && isOnce;
}

/** How many operations an expression has; what it shares counts once. */
function sizeOf(expression: Expression): number {
  const met = new Set<AnyExpression>();
  const visit = (node: AnyExpression): void => {
    if (met.has(node)) return;
    met.add(node);
    for (const operand of node.operands) visit(operand);
  };
  visit(expression);
  return met.size;
}

function isSameShape(a: PlanNode, b: PlanNode): boolean {
  return a.shape[0] === b.shape[0] && a.shape[1] === b.shape[1];
}

/** What a kernel reads for an operand that is not computed in it; several leaves may be one matrix. */
function placeOf(nodes: readonly PlanNode[], index: number): ReadonlySet<string> {
  const node = nodes[index]!;
  switch (node.operation) {
    case 'constant':
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
