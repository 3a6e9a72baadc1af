import {
  type AnyExpression,
  argument,
  type Expression,
  fold,
  gt,
  isCondition,
  type Plan,
  type PlanNode,
  rewritePlan,
  where,
  withOperands,
} from '@nnf/core';
import { cutsOf } from './expression-cuts.js';

/**
 * A plan that computes the same with smaller expressions: a map or an update of more than `most` operations becomes several
 * maps, each of at most `most` operations, and the rest. They pass their results on as matrices.
 */
export function splitExpressions(plan: Plan, most: number): Plan {
  return rewritePlan(
    plan,
    (node) => node,
    (node, nodes) => nodes.push(splitNode(node, nodes, most)) - 1,
  );
}

/** The rest of a node, after its parts were added to the nodes. */
function splitNode(node: PlanNode, nodes: PlanNode[], most: number): PlanNode {
  if (node.operation !== 'map' && node.operation !== 'update') return node;
  const expressions = node.operation === 'map' ? [node.expression] : node.expressions;
  const cuts = cutsOf(expressions, most);
  if (cuts.length === 0) return node;
  const { label, shape } = node;
  const places = new Map<AnyExpression, number>();
  for (const cut of cuts) {
    const part = new Part(node.operands, places);
    const whole = part.write(cut);
    const expression = isCondition(whole) ? where(whole, 1, 0) : whole;
    places.set(cut, nodes.push({ operation: 'map', operands: part.operands, expression, shape, label }) - 1);
  }
  const rest = new Part(node.operands, places);
  if (node.operation === 'map') {
    const expression = rest.write(node.expression);
    return { operation: 'map', operands: rest.operands, expression, shape, label };
  }
  return { ...node, expressions: node.expressions.map((one) => rest.write(one)), operands: rest.operands };
}

/** A part of an expression in the making. Its arguments are the matrices that it reads. */
class Part {
  /** The matrices by their places in the plan, in the order of the part's arguments. */
  readonly operands: number[] = [];
  readonly #symbols = new Map<number, Expression>();
  readonly #whole: readonly number[];
  readonly #places: ReadonlyMap<AnyExpression, number>;

  /**
   * @param whole the places of the matrices that the whole expression reads
   * @param places the places of the parts' results
   */
  constructor(whole: readonly number[], places: ReadonlyMap<AnyExpression, number>) {
    this.#whole = whole;
    this.#places = places;
  }

  /** The expression, which reads results where other parts compute them. */
  write<Kind extends AnyExpression>(root: Kind): Kind;
  write(root: AnyExpression): AnyExpression {
    return fold<AnyExpression>(
      root,
      (node, operands) =>
        node.operation === 'argument' ? this.#symbol(this.#whole[node.value]!) : withOperands(node, operands),
      new Map(),
      (node) => {
        const place = node === root ? undefined : this.#places.get(node);
        if (place === undefined) return undefined;
        // A matrix holds a condition as 1 or 0.
        return isCondition(node) ? gt(this.#symbol(place), 0.5) : this.#symbol(place);
      },
    );
  }

  /** The argument that stands for a matrix. */
  #symbol(place: number): Expression {
    const known = this.#symbols.get(place);
    if (known) return known;
    const symbol = argument(this.operands.push(place) - 1);
    this.#symbols.set(place, symbol);
    return symbol;
  }
}
