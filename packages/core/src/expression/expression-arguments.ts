import type { AnyExpression } from './expression.js';

/** The positions of the arguments that the expressions read, ascending. */
export function usedArguments(expressions: readonly AnyExpression[]): readonly number[] {
  const positions = new Set<number>();
  const seen = new Set<AnyExpression>();
  const visit = (node: AnyExpression): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.operation === 'argument') positions.add(node.value);
    for (const operand of node.operands) visit(operand);
  };
  for (const expression of expressions) visit(expression);
  return [...positions].sort((a, b) => a - b);
}
