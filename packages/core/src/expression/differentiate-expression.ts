import { type AnyExpression, add, type Expression, rules } from './expression.js';
import { nodesOf } from './expression-nodes.js';

/**
 * Reverse-mode differentiation of one expression (Griewank and Walther, *Evaluating Derivatives*, 2nd ed., ch. 3.2). It
 * walks the graph from the result to the arguments and sums the contributions at each node. So the derivative grows with
 * the graph, not with the tree that the graph unfolds to.
 *
 * @param upstream the derivative of the loss with respect to the expression's result
 * @returns for each argument `upstream · ∂expression/∂argument`, or undefined when the result does not depend on it
 * @example
 * const [dx] = differentiateExpression(max(argument(0), 0), 1, argument(1)); // where(a > 0, b, 0)
 */
export function differentiateExpression(
  expression: Expression,
  argumentCount: number,
  upstream: Expression,
): readonly (Expression | undefined)[] {
  const adjoints = new Map<AnyExpression, Expression>([[expression, upstream]]);
  const partials: (Expression | undefined)[] = new Array<undefined>(argumentCount).fill(undefined);
  for (const node of [...nodesOf([expression])].reverse()) {
    const adjoint = adjoints.get(node);
    if (!adjoint) continue;
    if (node.operation === 'argument') {
      // Several nodes may stand for the same argument.
      const known = partials[node.value];
      partials[node.value] = known ? add(known, adjoint) : adjoint;
      continue;
    }
    const [a, b, c] = node.operands as readonly Expression[];
    const contributions = rules[node.operation].derivative(adjoint, node as Expression, a!, b!, c!);
    contributions.forEach((contribution, i) => {
      if (!contribution) return;
      const operand = node.operands[i]!;
      const known = adjoints.get(operand);
      adjoints.set(operand, known ? add(known, contribution) : contribution);
    });
  }
  return partials;
}
