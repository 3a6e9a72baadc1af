import { NnfError } from '../base/errors.js';
import { printShape, type Shape, sameShape } from '../base/shape.js';
import { differentiateExpression } from '../expression/differentiate-expression.js';
import { add, argument, eq, mul, where } from '../expression/expression.js';
import type { PlanBuilder, Tensor } from './plan-builder.js';
import type { MapNode, PlanNode, PlanOperation } from './plan-node.js';
import { map, matmul, reduceSum } from './tensor.js';

/** For each operand, the tensor to add to its gradient, or undefined for zero. */
type Flow = readonly (Tensor | undefined)[];

/** `wanted` tells which operands depend on a parameter. The rule computes nothing for the others. */
type Rule<Node extends PlanNode> = (
  upstream: Tensor,
  node: Node,
  self: Tensor,
  operands: readonly Tensor[],
  wanted: readonly boolean[],
) => Flow;

const nothing = (): Flow => [];

/** One rule per operation. TypeScript reports an operation without a rule. */
const rules: { readonly [Operation in PlanOperation]: Rule<Extract<PlanNode, { operation: Operation }>> } = {
  input: nothing,
  parameter: nothing,
  scalar: nothing,
  constant: nothing,
  index: nothing,
  random: nothing,
  update: nothing,

  // C = A·B: dA = dC·Bᵀ and dB = Aᵀ·dC (Goodfellow, Bengio, Courville, *Deep Learning*, §6.5.6); transposed likewise.
  matmul: (upstream, { transposed: [flipA, flipB] }, _, [a, b], wanted) => [
    wanted[0] ? (flipA ? matmul(b!, upstream, [flipB, true]) : matmul(upstream, b!, [false, !flipB])) : undefined,
    wanted[1] ? (flipB ? matmul(upstream, a!, [true, flipA]) : matmul(a!, upstream, [!flipA, false])) : undefined,
  ],

  // The chain rule for each element. An operand that was broadcast gets the sum over its copies.
  map: (upstream, node, _, operands, wanted) =>
    partialsOf(node).map((partial, i) => {
      const operand = operands[i]!;
      if (!partial || !wanted[i]) return undefined;
      const { builder } = upstream;
      const indices = [...operands, upstream].map((tensor) => tensor.index);
      const full = builder.add({ operation: 'map', operands: indices, expression: partial, shape: upstream.shape });
      return sumTo(full, operand.shape);
    }),

  // Every element of a sum gets its gradient. A maximum's gradient goes to the first maximum.
  reduce: (upstream, node, self, [x]) => {
    if (node.reduction === 'argmax') return nothing();
    const spread = spreadTo(upstream, x!.shape);
    if (node.reduction === 'sum') return [spread];
    const { builder } = self;
    const first = builder.reduce('argmax', x!, node.axis);
    const row = builder.index('rows', x!.shape[0]);
    const column = builder.index('columns', x!.shape[1]);
    const ofBoth = (): Tensor => map((r, c) => add(mul(r, x!.shape[1]), c), row, column);
    const position = node.axis === 'rows' ? row : node.axis === 'columns' ? column : ofBoth();
    return [map((g, p, f) => where(eq(p, f), g, 0), spread, position, first)];
  },
};

/**
 * Appends the operations that compute ∂loss/∂parameter to the plan, by reverse-mode differentiation (Griewank and Walther,
 * *Evaluating Derivatives*, 2nd ed., ch. 3.2). It goes from the loss backwards, applies one rule per operation, and sums the
 * contributions to each tensor.
 *
 * @param loss a `[1, 1]` tensor
 * @param parameters tensors of any shape
 * @throws NnfError `SHAPE_MISMATCH` for a loss of another shape
 * @returns one tensor per parameter, of its shape; zeros when the loss does not depend on it
 * @example
 * const [dw, db] = gradient(reduceSum(losses, 'both'), [weights, biases]);
 */
export function gradient(loss: Tensor, parameters: readonly Tensor[]): readonly Tensor[] {
  if (loss?.shape?.[0] !== 1 || loss.shape[1] !== 1) {
    throw new NnfError(
      'SHAPE_MISMATCH',
      `gradient of ${loss?.shape ? printShape(loss.shape) : String(loss)}: expected a [1, 1] tensor, such as reduceSum(x, 'both')`,
    );
  }
  const { builder } = loss;
  const wanted = dependents(builder, parameters);
  const gradients = new Map<number, Tensor>([[loss.index, builder.constant(1)]]);
  for (let index = loss.index; index >= 0; index--) {
    const upstream = gradients.get(index);
    const node = builder.nodes[index]!;
    if (!upstream || !wanted.has(index) || !('operands' in node)) continue;
    const { operands } = node;
    const flow = builder.within(`${node.label} gradient`, () =>
      applyRule(
        upstream,
        node,
        builder,
        index,
        operands.map((operand) => wanted.has(operand)),
      ),
    );
    flow.forEach((part, i) => {
      if (!part) return;
      const operand = operands[i]!;
      const known = gradients.get(operand);
      gradients.set(
        operand,
        known ? builder.within(part.builder.nodes[part.index]!.label, () => map(add, known, part)) : part,
      );
    });
  }
  return parameters.map(
    (parameter) => gradients.get(parameter.index) ?? spreadTo(builder.constant(0), parameter.shape),
  );
}

function applyRule(
  upstream: Tensor,
  node: PlanNode,
  builder: PlanBuilder,
  index: number,
  wanted: readonly boolean[],
): Flow {
  const operands = ('operands' in node ? node.operands : []).map((operand) => builder.at(operand));
  // TypeScript cannot infer that the rule for a node's operation accepts that node.
  const rule = rules[node.operation] as Rule<PlanNode>;
  return rule(upstream, node, builder.at(index), operands, wanted);
}

/** upstream · ∂expression/∂argument for each argument. The upstream gradient is the argument after the operands. */
function partialsOf(node: MapNode): ReturnType<typeof differentiateExpression> {
  const count = node.operands.length;
  const upstream = argument(count);
  if (node.partials) return node.partials.map((partial) => mul(upstream, partial));
  return differentiateExpression(node.expression, count, upstream);
}

/** The positions of the parameters and of every node that depends on them. */
function dependents(builder: PlanBuilder, parameters: readonly Tensor[]): ReadonlySet<number> {
  const found = new Set(parameters.map((parameter) => parameter.index));
  builder.nodes.forEach((node, index) => {
    if ('operands' in node && node.operands.some((operand) => found.has(operand))) found.add(index);
  });
  return found;
}

/** Sums over the axes along which `shape` was broadcast to the shape of `x`. */
function sumTo(x: Tensor, shape: Shape): Tensor {
  const overRows = shape[0] === 1 && x.shape[0] !== 1;
  const overColumns = shape[1] === 1 && x.shape[1] !== 1;
  if (overRows && overColumns) return reduceSum(x, 'both');
  if (overRows) return reduceSum(x, 'rows');
  return overColumns ? reduceSum(x, 'columns') : x;
}

/** Broadcasts the tensor to a larger shape. */
function spreadTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return x.builder.add({ operation: 'map', operands: [x.index], expression: argument(0), shape });
}
