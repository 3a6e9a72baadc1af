import { type AnyExpression, fold, type MapNode, type UpdateNode } from '@nnf/core';

/**
 * Whether an update leaves its parameter and all slots as they are where the gradient is 0, so that rows without a gradient
 * need not be visited. Plain gradient descent does; momentum, Adam and decay do not. Decided from the expressions: the
 * gradient is replaced by 0, and each must come down to the old value of what it replaces.
 *
 * @param product the position in the plan of the product that is the gradient
 */
export function keepsAtZeroGradient(node: MapNode | UpdateNode, product: number): boolean {
  if (node.operation !== 'update') return false;
  const known = new Map<AnyExpression, Remainder>();
  const visit = (part: AnyExpression, operands: readonly Remainder[]): Remainder => {
    if (part.operation === 'argument' && node.operands[part.value] === product) return 'zero';
    return atZero(part, operands);
  };
  return node.expressions.every((expression, i) => {
    const value = fold(expression, visit, known);
    return value !== 'zero' && value.operation === 'argument' && node.operands[value.value] === node.targets[i];
  });
}

/** What is left of an expression: nothing, where it is 0, or an expression that no longer has the gradient. */
type Remainder = 'zero' | AnyExpression;

/** @param operands what is left of the node's operands */
function atZero(node: AnyExpression, operands: readonly Remainder[]): Remainder {
  const [a, b] = operands as [Remainder, Remainder];
  switch (node.operation) {
    case 'constant':
      return node.value === 0 ? 'zero' : node;
    // The other factor is a learning rate or the like, and finite: what is not is found out after the epoch.
    case 'mul':
      return a === 'zero' || b === 'zero' ? 'zero' : node;
    case 'div':
      return a === 'zero' ? 'zero' : node;
    case 'neg':
      return a === 'zero' ? 'zero' : node;
    case 'add':
      if (a === 'zero') return b;
      return b === 'zero' ? a : node;
    case 'sub':
      return b === 'zero' ? a : node;
    default:
      return node;
  }
}
