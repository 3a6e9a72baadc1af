import { NnfError } from '../base/errors.js';
import { planFormat } from '../base/plugin.js';
import { printShape, sameShape } from '../base/shape.js';
import { argument } from '../expression/expression.js';
import { ExpressionTable } from '../expression/expression-table.js';
import { composeMaps } from './compose-maps.js';
import { ConstantTable } from './constant-table.js';
import { inlinableMaps, type Reach } from './inlinable-maps.js';
import type { Plan } from './plan.js';
import { operandsOf, type PlanNode } from './plan-node.js';
import { printScalar } from './plan-scalar.js';
import { reuseMaps } from './reuse-maps.js';
import { addNode, rewritePlan } from './rewrite-plan.js';

/**
 * The same plan with less to do, and the same bits: maps inlined into the maps and updates that consume them, constants
 * into expressions, identities dropped, equal operations and parts of expressions computed once (two `random`s never are
 * one), and what nobody reads removed.
 *
 * @throws NnfError `PLAN_FORMAT` for what is no plan of this format
 * @example
 * printPlan(simplify(plan));
 */
export function simplify(plan: Plan): Plan {
  if (plan?.format !== planFormat) {
    throw new NnfError(
      'PLAN_FORMAT',
      `simplify: expected a plan of format ${planFormat}, made by PlanBuilder, got one of ${String(plan?.format)}`,
    );
  }
  const table = new ExpressionTable();
  const constants = new ConstantTable();
  let current = rewrite(plan, noMaps, table, constants);
  // Inlining makes new identities and equal operations, so it goes on until nothing more falls away.
  for (let length = Number.POSITIVE_INFINITY; current.nodes.length < length; ) {
    const inlined = inlinableMaps(current);
    if (inlined.size === 0) break;
    length = current.nodes.length;
    current = rewrite(current, inlined, table, constants);
  }
  return rewrite(reuseMaps(current, table), noMaps, table, constants);
}

const noMaps: ReadonlyMap<number, Reach> = /* @__PURE__ */ new Map();

/** One walk: expressions simplified, the given maps inlined, equals merged, identities skipped, what is unread removed. */
function rewrite(
  plan: Plan,
  inlined: ReadonlyMap<number, Reach>,
  table: ExpressionTable,
  constants: ConstantTable,
): Plan {
  const composed = composeMaps(plan, inlined, table);
  const places = new Map<string, number>();
  return rewritePlan(
    plan,
    (_, index) => composed[index],
    (moved, nodes) => {
      const node = withCopies(moved, nodes);
      const key = keyOf(node, table, constants);
      const same = identityOf(node, nodes) ?? (key === undefined ? undefined : places.get(key));
      const place = same ?? addNode(node, nodes);
      if (key !== undefined) places.set(key, place);
      return place;
    },
  );
}

/** An update reads no parameter but its own, whose new value it might see: where a copy was dropped, it gets one back. */
function withCopies(node: PlanNode, nodes: PlanNode[]): PlanNode {
  if (node.operation !== 'update') return node;
  const operands = node.operands.map((operand) => {
    const { operation, shape, label } = nodes[operand]!;
    if (operation !== 'parameter' || node.targets.includes(operand)) return operand;
    return addNode({ operation: 'map', operands: [operand], expression: argument(0), shape, label }, nodes);
  });
  return { ...node, operands };
}

/** The place of the operand that the node only repeats; undefined when it does something. */
function identityOf(node: PlanNode, nodes: readonly PlanNode[]): number | undefined {
  if (node.operation !== 'map' && node.operation !== 'reduce') return undefined;
  const [operand] = node.operands;
  if (operand === undefined || !sameShape(nodes[operand]!.shape, node.shape)) return undefined;
  // A sum or maximum of its operand's own shape went over one element.
  if (node.operation === 'reduce') return node.reduction === 'argmax' ? undefined : operand;
  return node.expression.operation === 'argument' ? operand : undefined;
}

/** Equal for operations that give equal results; undefined for those that must stay apart. */
function keyOf(node: PlanNode, table: ExpressionTable, constants: ConstantTable): string | undefined {
  const what = [node.operation, printShape(node.shape), ...operandsOf(node)];
  switch (node.operation) {
    case 'random':
    case 'update':
      return undefined;
    case 'input':
    case 'parameter':
      return [...what, node.name].join(' ');
    case 'scalar':
      return [...what, node.scalar.kind, printScalar(node.scalar)].join(' ');
    case 'constant':
      return [...what, constants.number(node.values)].join(' ');
    case 'index':
      return [...what, node.axis].join(' ');
    case 'matmul':
      return [...what, ...node.transposed].join(' ');
    case 'map':
      return [...what, table.number(node.expression)].join(' ');
    case 'reduce':
      return [...what, node.reduction, node.axis].join(' ');
  }
}
