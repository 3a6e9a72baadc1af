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
 * Optimizes a plan without changing a bit of its results. It inlines maps into the maps and updates that read them, folds
 * constants into expressions, drops identities, computes equal operations and parts of expressions once (except `random`),
 * and removes unused operations.
 *
 * @throws NnfError `PLAN_FORMAT` for a value that is not a plan of this format
 * @example
 * printPlan(simplify(plan));
 */
export function simplify(plan: Plan): Plan {
  if (plan?.format !== planFormat) {
    throw new NnfError(
      'PLAN_FORMAT',
      `simplify: the plan format is ${String(plan?.format)}, expected ${planFormat}; build the plan with PlanBuilder`,
    );
  }
  const table = new ExpressionTable();
  const constants = new ConstantTable();
  let current = rewrite(plan, noMaps, table, constants);
  // Inlining creates new identities and equal operations, so it repeats until the plan stops shrinking.
  for (let length = Number.POSITIVE_INFINITY; current.nodes.length < length; ) {
    const inlined = inlinableMaps(current);
    if (inlined.size === 0) break;
    length = current.nodes.length;
    current = rewrite(current, inlined, table, constants);
  }
  return rewrite(reuseMaps(current, table), noMaps, table, constants);
}

const noMaps: ReadonlyMap<number, Reach> = /* @__PURE__ */ new Map();

/** One pass: simplifies expressions, inlines the given maps, merges equal nodes, skips identities, removes unused nodes. */
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

/** An update may read only its own parameters. If an identity map dropped as a copy was such a read, this adds it again. */
function withCopies(node: PlanNode, nodes: PlanNode[]): PlanNode {
  if (node.operation !== 'update') return node;
  const operands = node.operands.map((operand) => {
    const { operation, shape, label } = nodes[operand]!;
    if (operation !== 'parameter' || node.targets.includes(operand)) return operand;
    return addNode({ operation: 'map', operands: [operand], expression: argument(0), shape, label }, nodes);
  });
  return { ...node, operands };
}

/** The position of the operand that an identity returns; undefined for any other node. */
function identityOf(node: PlanNode, nodes: readonly PlanNode[]): number | undefined {
  if (node.operation !== 'map' && node.operation !== 'reduce') return undefined;
  const [operand] = node.operands;
  if (operand === undefined || !sameShape(nodes[operand]!.shape, node.shape)) return undefined;
  // A sum or maximum with the shape of its operand reduces single elements.
  if (node.operation === 'reduce') return node.reduction === 'argmax' ? undefined : operand;
  return node.expression.operation === 'argument' ? operand : undefined;
}

/** Equal keys mean equal results. Nodes without a key are never merged. */
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
