import type { Plan, PlanNode } from '@nnf/core';

/** So many matrices a kernel may read: WebGPU promises eight storage buffers, and one of them is the result. */
export const mostMatrices = 7;

/**
 * Decides which operations have no kernel of their own: what one kernel alone reads is computed there, where it is read.
 * A pass costs more than the arithmetic of small matrices, and what is not kept is not written and read again.
 *
 * @returns whether the node at a position is computed where it is read
 */
export function fuse({ nodes, outputs }: Plan): (node: number) => boolean {
  const kept = new Set(Object.values(outputs));
  const readers: Set<number>[] = nodes.map(() => new Set());
  nodes.forEach((node, i) => {
    if ('operands' in node) for (const operand of node.operands) readers[operand]!.add(i);
  });
  const inlined = new Set<number>();
  /** What the node's element reads, if it is computed in place. */
  const reads: ReadonlySet<string>[] = [];
  /** Whether its element is a loop. */
  const loops: boolean[] = [];

  /** Decides on the operands of one kernel together, so that it does not read too many matrices. */
  const decide = (node: PlanNode, index: number): void => {
    const operands = 'operands' in node ? [...new Set(node.operands)] : [];
    const own = new Map(operands.map((operand) => [operand, placeOf(nodes, operand)] as const));
    loops[index] = node.operation === 'matmul' || node.operation === 'reduce';
    for (const operand of operands) {
      if (kept.has(operand) || !mayInline(nodes, operand, node, readers[operand]!, loops[operand]!)) continue;
      const tried = new Map(own).set(operand, reads[operand]!);
      if (union(tried).size > mostMatrices) continue;
      own.set(operand, reads[operand]!);
      inlined.add(operand);
      loops[index] ||= loops[operand]!;
    }
    reads[index] = union(own);
  };
  nodes.forEach(decide);
  return (node) => inlined.has(node);
}

function mayInline(
  nodes: readonly PlanNode[],
  index: number,
  reader: PlanNode,
  readers: ReadonlySet<number>,
  isLoop: boolean,
): boolean {
  const node = nodes[index]!;
  if (!('operands' in node) || node.operation === 'update') return false;
  if (readers.size > 1) return false;
  // Each element of what a reduction reads is read once; a loop in a loop would leave most of a device idle.
  if (reader.operation === 'reduce') return !isLoop;
  if (reader.operation === 'map' || reader.operation === 'random') return isSameShape(node, reader);
  // An update of several parameters is as many kernels.
  if (reader.operation === 'update') return isSameShape(node, reader) && (reader.targets.length === 1 || !isLoop);
  return false;
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
      return new Set(['scalars', 'batch']);
    case 'input':
      return new Set([`input ${node.name}`, 'batch']);
    case 'parameter':
      return new Set([`parameter ${node.name}`]);
    default:
      return new Set([`result ${index}`]);
  }
}

function union(sets: ReadonlyMap<number, ReadonlySet<string>>): ReadonlySet<string> {
  return new Set([...sets.values()].flatMap((set) => [...set]));
}
