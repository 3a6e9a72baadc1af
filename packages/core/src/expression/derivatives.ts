import { Adjoint, type Derivative } from './adjoint.js';
import {
  type AnyExpression,
  abs,
  argument,
  type Expression,
  eq,
  lt,
  mul,
  not,
  or,
  rules,
  where,
} from './expression.js';
import { nodesOf } from './expression-nodes.js';
import { wholeSide } from './side.js';

/** An expression, and the author's derivatives of it, if there are any. */
interface Differentiable {
  readonly expression: Expression;
  readonly partials?: readonly Expression[];
}

/**
 * `upstream · ∂expression/∂argument` for each argument, or undefined when the result does not depend on it.
 *
 * What a `where` does not take contributes 0, even if its derivative is not finite: a factor that follows a `where` is written
 * within it, and a sum of several such contributions that is 0 stays 0.
 *
 * @param skipped whether zeros of the upstream gradient are such contributions, see `Derivative`
 */
export function derivativesOf(
  { expression, partials }: Differentiable,
  upstream: Expression,
  skipped: number,
): readonly (Derivative | undefined)[] {
  const adjoints = new Map<AnyExpression, Adjoint>();
  const ofArguments: Adjoint[] = [];
  const own = partials && expression;
  const addTo = (node: AnyExpression, contribution: Derivative): void => {
    // Several nodes may stand for the same argument.
    const isArgument = node.operation === 'argument' && node !== own;
    const adjoint = (isArgument ? ofArguments[node.value] : adjoints.get(node)) ?? new Adjoint();
    if (isArgument) ofArguments[node.value] = adjoint;
    else adjoints.set(node, adjoint);
    adjoint.add(contribution);
  };
  addTo(expression, { value: upstream, side: wholeSide(), skipped });
  for (const node of own ? [own] : [...nodesOf([expression])].reverse()) {
    const sum = adjoints.get(node)?.sum();
    if (!sum) continue;
    const { value } = sum;
    const [a, b, c] = node.operands as readonly Expression[];
    const contributions = partials
      ? partials.map((partial) => mul(value, partial))
      : rules[node.operation].derivative(value, node as Expression, a!, b!, c!);
    contributions.forEach((contribution, i) => {
      if (contribution) addTo(partials ? argument(i) : node.operands[i]!, { ...sum, value: filled(contribution, sum) });
    });
  }
  return ofArguments.map((adjoint) => adjoint.sum(true));
}

/** A contribution, but 0 where it is the product of a skipped 0 and something that is not finite. */
function filled(contribution: Expression, { value, skipped }: Derivative): Expression {
  const { operation, operands } = contribution;
  // The rules write the upstream gradient on the left of a product, and a division where a derivative is steep.
  const isProduct = skipped > (operation === 'div' ? 0 : operation === 'mul' ? 1 : 2);
  const factor = operands[1];
  const isHarmless =
    factor?.operation === 'constant' && Number.isFinite(operation === 'div' ? 1 / factor.value : factor.value);
  return isProduct && !isHarmless
    ? where(or(lt(abs(contribution), Number.POSITIVE_INFINITY), not(eq(value, 0))), contribution, 0)
    : contribution;
}
