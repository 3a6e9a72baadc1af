import { derivativesOf } from './derivatives.js';
import type { Expression } from './expression.js';

/**
 * Reverse-mode differentiation of one expression (Griewank and Walther, *Evaluating Derivatives*, 2nd ed., ch. 3.2). It
 * walks the graph from the result to the arguments and sums the contributions at each node. So the derivative grows with
 * the graph, not with the tree that the graph unfolds to. What a `where` does not take has derivative 0, even if it is not
 * finite there.
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
  const partials = derivativesOf({ expression }, upstream, 0);
  return Array.from({ length: argumentCount }, (_, i) => partials[i]?.value);
}
