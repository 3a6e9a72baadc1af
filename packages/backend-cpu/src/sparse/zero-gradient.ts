import { type AnyExpression, fold, type MapNode, type UpdateNode } from '@nnf/core';

/**
 * Whether an update leaves its parameter and all slots unchanged where the gradient is 0, so that rows without a
 * gradient may be skipped. Plain gradient descent does; momentum, Adam and weight decay do not. This replaces the
 * gradient by 0 in the update's expressions, each of which must reduce to the old value of its target.
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

/** What is left of an expression: `zero`, or an expression without the gradient. */
type Remainder = 'zero' | AnyExpression;

/** @param operands what is left of the node's operands */
function atZero(node: AnyExpression, operands: readonly Remainder[]): Remainder {
  const [a, b] = operands as [Remainder, Remainder];
  switch (node.operation) {
    case 'constant':
      return node.value === 0 ? 'zero' : node;
    // The other factor, such as a learning rate, is taken to be finite. `train` finds other numbers after the epoch.
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
