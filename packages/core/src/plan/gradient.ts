import { NnfError } from '../base/errors.js';
import { printShape, type Shape, sameShape } from '../base/shape.js';
import { selects } from '../expression/adjoint.js';
import { derivativesOf } from '../expression/derivatives.js';
import { add, argument, type Expression, eq, mul, where } from '../expression/expression.js';
import { simplifyExpression } from '../expression/simplify-expression.js';
import type { PlanBuilder, Tensor } from './plan-builder.js';
import type { MapNode, PlanNode, PlanOperation } from './plan-node.js';
import { map, matmul, reduceSum } from './tensor.js';

/** A gradient, and whether elements of it may be 0 because a `where` took something else, see `Derivative`. */
interface Gradient {
  readonly tensor: Tensor;
  readonly skipped: number;
}

/** For each operand, what to add to its gradient, or undefined for zero. */
type Flow = readonly (Gradient | undefined)[];

/** `wanted` tells which operands depend on a parameter. The rule computes nothing for the others. */
type Rule<Node extends PlanNode> = (
  upstream: Gradient,
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
  matmul: ({ tensor, skipped }, { transposed: [flipA, flipB] }, _, [a, b], wanted) =>
    [
      wanted[0] ? (flipA ? matmul(b!, tensor, [flipB, true]) : matmul(tensor, b!, [false, !flipB])) : undefined,
      wanted[1] ? (flipB ? matmul(tensor, a!, [true, flipA]) : matmul(a!, tensor, [!flipA, false])) : undefined,
    ].map((product) => product && { tensor: product, skipped: Math.min(skipped, 1) }),

  // The chain rule for each element. An operand that was broadcast gets the sum over its copies.
  map: ({ tensor, skipped }, node, _, operands, wanted) => {
    const { builder, shape } = tensor;
    const [value, read] = upstreamOf(tensor, node, wanted);
    const places = [...node.operands, ...read];
    return derivativesOf(node, value, skipped).map((partial, i) => {
      if (!partial || !wanted[i]) return undefined;
      const full = builder.add({ operation: 'map', operands: places, expression: partial.value, shape });
      return { tensor: sumTo(full, operands[i]!.shape), skipped: partial.skipped };
    });
  },

  // Every element of a sum gets its gradient. A maximum's gradient goes to the first maximum.
  reduce: ({ tensor, skipped }, node, self, [x]) => {
    if (node.reduction === 'argmax') return nothing();
    const spread = spreadTo(tensor, x!.shape);
    if (node.reduction === 'sum') return [{ tensor: spread, skipped }];
    const { builder } = self;
    const first = builder.reduce('argmax', x!, node.axis);
    const row = builder.index('rows', x!.shape[0]);
    const column = builder.index('columns', x!.shape[1]);
    const ofBoth = (): Tensor => map((r, c) => add(mul(r, x!.shape[1]), c), row, column);
    const position = node.axis === 'rows' ? row : node.axis === 'columns' ? column : ofBoth();
    return [{ tensor: map((g, p, f) => where(eq(p, f), g, 0), spread, position, first), skipped: 2 }];
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
  const gradients = new Map<number, Gradient>([[loss.index, { tensor: builder.constant(1), skipped: 0 }]]);
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
      gradients.set(operand, known ? sumOf(known, part) : part);
    });
  }
  return parameters.map(
    (parameter) => gradients.get(parameter.index)?.tensor ?? spreadTo(builder.constant(0), parameter.shape),
  );
}

/** The sum is 0 where both are. */
function sumOf(known: Gradient, part: Gradient): Gradient {
  const { builder, index } = part.tensor;
  const tensor = builder.within(builder.nodes[index]!.label, () => map(add, known.tensor, part.tensor));
  return { tensor, skipped: Math.min(known.skipped, part.skipped) };
}

function applyRule(
  upstream: Gradient,
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

/**
 * The upstream gradient of a map as an expression, and the operands of it, which come after the map's own. Where the gradient
 * selects, as that of dropout does, that expression is written out, so that what is multiplied by it can be within it.
 */
function upstreamOf(
  { builder, index }: Tensor,
  { operands }: MapNode,
  wanted: readonly boolean[],
): readonly [Expression, operands: readonly number[]] {
  const count = operands.length;
  const node = builder.nodes[index]!;
  const isOnlyUse = wanted.filter(Boolean).length === 1;
  if (!isOnlyUse || node.operation !== 'map' || !selects(node.expression)) return [argument(count), [index]];
  const moved = node.operands.map((_, i) => argument(count + i));
  return [simplifyExpression(node.expression, moved), node.operands];
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
