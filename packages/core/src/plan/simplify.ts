import { NnfError } from '../base/errors.js';
import { planFormat } from '../base/plugin.js';
import { printShape, sameShape } from '../base/shape.js';
import { argument, constant, type Expression } from '../expression/expression.js';
import { usedArguments } from '../expression/expression-arguments.js';
import { ExpressionTable } from '../expression/expression-table.js';
import { simplifyExpression } from '../expression/simplify-expression.js';
import { inlinableMaps } from './inlinable-maps.js';
import { Plan } from './plan.js';
import { operandsOf, type PlanNode } from './plan-node.js';
import { printScalar } from './plan-scalar.js';
import { reuseMaps } from './reuse-maps.js';

/**
 * The same plan with less to do, and the same bits: maps inlined into the maps and updates that consume them, constants
 * into expressions, identities dropped, equal operations and parts of expressions computed once (two `random`s never are
 * one), and what nobody reads removed.
 *
 * @throws NnfError `PLAN_FORMAT` for what is no plan of this format
 * @example
 * String(simplify(plan));
 */
export function simplify(plan: Plan): Plan {
  if (plan?.format !== planFormat) {
    throw new NnfError(
      'PLAN_FORMAT',
      `simplify: expected a plan of format ${planFormat}, made by PlanBuilder, got one of ${String(plan?.format)}`,
    );
  }
  const table = new ExpressionTable();
  const walk = (from: Plan, inlined: ReadonlySet<number>): Plan => removeUnread(rewrite(from, inlined, table));
  let current = walk(plan, new Set());
  // Inlining makes new identities and equal operations, so it goes on until nothing more falls away.
  for (let length = Number.POSITIVE_INFINITY; current.nodes.length < length; ) {
    const inlined = inlinableMaps(current);
    if (inlined.size === 0) break;
    length = current.nodes.length;
    current = walk(current, inlined);
  }
  return walk(reuseMaps(current, table), new Set());
}

/** One walk: expressions simplified, the maps at the given positions inlined, equals merged, identities skipped. */
function rewrite(plan: Plan, inlined: ReadonlySet<number>, table: ExpressionTable): Plan {
  const nodes: PlanNode[] = [];
  const places = new Map<string, number>();
  const moved: number[] = [];
  plan.nodes.forEach((original, index) => {
    const node = withCopies(renumber(compose(original, plan, inlined, table), moved), nodes);
    const key = keyOf(node, table);
    const same = identityOf(node, nodes) ?? (key === undefined ? undefined : places.get(key));
    moved[index] = same ?? nodes.push(node) - 1;
    if (key !== undefined) places.set(key, moved[index]);
  });
  const outputs = Object.entries(plan.outputs).map(([name, index]) => [name, moved[index]!] as const);
  return new Plan(nodes, Object.fromEntries(outputs));
}

/** A map or update with inlined operands replaced by their expressions, each remaining operand named once and read. */
function compose(node: PlanNode, plan: Plan, inlined: ReadonlySet<number>, table: ExpressionTable): PlanNode {
  if (node.operation !== 'map' && node.operation !== 'update') return node;
  const originals = node.operation === 'map' ? [node.expression] : node.expressions;
  if (isComposed(node, originals, plan, inlined, table)) return node;
  const sources: number[] = [];
  const symbolFor = (operand: number): Expression => {
    const known = sources.indexOf(operand);
    return argument(known >= 0 ? known : sources.push(operand) - 1);
  };
  const replacements = node.operands.map((operand): Expression => {
    const producer = plan.nodes[operand]!;
    if (producer.operation === 'constant') return constant(producer.value);
    if (producer.operation !== 'map' || !inlined.has(operand)) return symbolFor(operand);
    return simplifyExpression(producer.expression, producer.operands.map(symbolFor), table);
  });
  const expressions = originals.map((expression) => simplifyExpression(expression, replacements, table));
  const used = usedArguments(expressions);
  const operands = used.map((position) => sources[position]!);
  const compact = sources.map((_, position) =>
    used.includes(position) ? argument(used.indexOf(position)) : undefined,
  );
  const renamed =
    used.length === sources.length
      ? expressions
      : expressions.map((expression) => simplifyExpression(expression, compact, table));
  if (node.operation === 'update') return { ...node, operands, expressions: renamed };
  const { partials: _, ...map } = node;
  return { ...map, operands, expression: renamed[0]! };
}

/** Whether an earlier walk has composed the node, and nothing has come up since. */
function isComposed(
  { operands }: PlanNode & { readonly operands: readonly number[] },
  expressions: readonly Expression[],
  plan: Plan,
  inlined: ReadonlySet<number>,
  table: ExpressionTable,
): boolean {
  return (
    expressions.every((expression) => table.simple.has(expression)) &&
    operands.every((operand) => !inlined.has(operand) && plan.nodes[operand]!.operation !== 'constant') &&
    new Set(operands).size === operands.length &&
    usedArguments(expressions).length === operands.length
  );
}

/** The node with its operands' new places. */
function renumber(node: PlanNode, moved: readonly number[]): PlanNode {
  const place = (index: number): number => moved[index]!;
  switch (node.operation) {
    case 'matmul':
      return { ...node, operands: [place(node.operands[0]), place(node.operands[1])] };
    case 'reduce':
      return { ...node, operands: [place(node.operands[0])] };
    case 'map':
    case 'random':
      return { ...node, operands: node.operands.map(place) };
    case 'update':
      return { ...node, operands: node.operands.map(place), targets: node.targets.map(place) };
    default:
      return node;
  }
}

/** An update reads no parameter but its own, whose new value it might see: where a copy was dropped, it gets one back. */
function withCopies(node: PlanNode, nodes: PlanNode[]): PlanNode {
  if (node.operation !== 'update') return node;
  const operands = node.operands.map((operand) => {
    const { operation, shape, label } = nodes[operand]!;
    if (operation !== 'parameter' || node.targets.includes(operand)) return operand;
    return nodes.push({ operation: 'map', operands: [operand], expression: argument(0), shape, label }) - 1;
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
function keyOf(node: PlanNode, table: ExpressionTable): string | undefined {
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
      return [...what, Object.is(node.value, -0) ? '-0' : node.value].join(' ');
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

/** Without the operations that neither an output nor an update needs. */
function removeUnread(plan: Plan): Plan {
  const needed = new Set(Object.values(plan.outputs));
  for (let index = plan.nodes.length - 1; index >= 0; index--) {
    const node = plan.nodes[index]!;
    if (node.operation === 'update') for (const target of [index, ...node.targets]) needed.add(target);
    if (needed.has(index)) for (const operand of operandsOf(node)) needed.add(operand);
  }
  if (needed.size === plan.nodes.length) return plan;
  const moved: number[] = [];
  const nodes: PlanNode[] = [];
  plan.nodes.forEach((node, index) => {
    if (needed.has(index)) moved[index] = nodes.push(renumber(node, moved)) - 1;
  });
  const outputs = Object.entries(plan.outputs).map(([name, index]) => [name, moved[index]!] as const);
  return new Plan(nodes, Object.fromEntries(outputs));
}
