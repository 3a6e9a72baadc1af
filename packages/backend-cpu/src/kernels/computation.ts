import { type AnyExpression, type Expression, fold } from '@nnf/core';

/** Expressions, analyzed once for all the places in a kernel where their code is written. */
export interface Computation {
  readonly results: readonly Expression[];
  /**
   * The operations whose results are kept in locals, operands first: those that are used more than once, and some of a deeply
   * nested expression.
   */
  readonly kept: readonly AnyExpression[];
  /** How often each node is an operand or a result. */
  readonly uses: ReadonlyMap<AnyExpression, number>;
  /** About how many vector operations one vector of all results takes. */
  readonly cost: number;
}

/** Code nests no deeper than this: the code writer is recursive, and nested operands wait on WebAssembly's stack. */
const deepest = 200;

/** Analyzes expressions. Takes time in proportion to the number of their nodes, however deep or shared these are. */
export function computationOf(results: readonly Expression[]): Computation {
  const uses = new Map<AnyExpression, number>();
  const depths = new Map<AnyExpression, number>();
  let cost = 0;
  const use = (node: AnyExpression): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  const depthOf = ({ operation, operands }: AnyExpression, below: readonly number[]): number => {
    cost += costOf(operation);
    operands.forEach(use);
    const depth = operands.length > 0 ? Math.max(...below) + 1 : 0;
    return depth > deepest ? 0 : depth;
  };
  for (const result of results) {
    fold(result, depthOf, depths);
    use(result);
  }
  const kept: AnyExpression[] = [];
  for (const [node, depth] of depths) {
    if (node.operands.length > 0 && (depth === 0 || uses.get(node)! > 1)) kept.push(node);
  }
  return { results, kept, uses, cost };
}

function costOf(operation: AnyExpression['operation']): number {
  switch (operation) {
    case 'exp':
    case 'log':
    case 'sin':
    case 'cos':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
      return 25;
    case 'div':
    case 'sqrt':
      return 5;
    default:
      return 1;
  }
}
