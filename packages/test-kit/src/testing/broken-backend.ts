import { reference } from '@nnf/backend-reference';
import {
  type AnyExpression,
  argument,
  type Backend,
  type Expression,
  fold,
  lt,
  Plan,
  type PlanNode,
  type Program,
  planFormat,
  type RunOutputs,
  type RunRequest,
  where,
} from '@nnf/core';
import { withOperands } from '../../../core/src/expression/expression.js';
import type { BackendFactory } from '../backend/backend-target.js';

/** The reference backend with its compilation replaced. */
export function backendOf(compile: Backend['compile'], changes: Partial<Backend> = {}): BackendFactory {
  return (options) => ({ ...reference(options), ...changes, compile });
}

/** A backend that changes the plans it is given. */
export function miscompiling(rewrite: (plan: Plan) => Plan): BackendFactory {
  return backendOf(async (plans) => {
    const program = await reference().compile(
      Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, rewrite(plan)])),
    );
    return changed(program, { add: (name, plan) => program.add(name, rewrite(plan)) });
  });
}

/** A backend whose programs have some methods replaced. */
export function misrunning(
  change: (program: Program, plans: Readonly<Record<string, Plan>>) => Partial<Program>,
): BackendFactory {
  return backendOf(async (plans) => {
    const program = await reference().compile(plans);
    const known = { ...plans };
    const add = (name: string, plan: Plan): void => {
      program.add(name, plan);
      known[name] = plan;
    };
    return changed(program, { add, ...change(program, known) });
  });
}

/** A backend whose programs change the results of a run. */
export function misreporting(
  change: (outputs: Record<string, Float32Array | Float64Array>, run: RunRequest, memory: Map<string, number>) => void,
): BackendFactory {
  return misrunning((program) => {
    const memory = new Map<string, number>();
    return {
      run: async (run) => {
        const outputs: Record<string, Float32Array | Float64Array> = { ...(await program.run(run)) };
        change(outputs, run, memory);
        return outputs satisfies RunOutputs;
      },
    };
  });
}

/** The program with some members replaced. */
function changed(program: Program, changes: Partial<Program>): Program {
  const { dataType, executes } = program;
  return {
    dataType,
    executes,
    add: (name, plan) => program.add(name, plan),
    load: (matrices) => program.load(matrices),
    run: (run) => program.run(run),
    read: (name) => program.read(name),
    write: (name, values) => program.write(name, values),
    keep: () => program.keep(),
    restore: () => program.restore(),
    dispose: () => program.dispose(),
    [Symbol.dispose]: () => program.dispose(),
    [Symbol.asyncDispose]: async () => program.dispose(),
    ...changes,
    get bytes() {
      return changes.bytes ?? program.bytes;
    },
  };
}

type Add = (node: PlanNode) => number;

/**
 * Rewrites a plan node by node. `rewrite` gets the node with its operands' new indices, adds any nodes, and returns the index
 * that replaces the node. It may change `moved`, the new index of each node for later nodes.
 */
export function rewritePlan(
  plan: Plan,
  rewrite: (node: PlanNode, add: Add, moved: number[], nodes: readonly PlanNode[]) => number,
): Plan {
  // The backend refuses a plan of another format.
  if (plan.format !== planFormat) return plan;
  const nodes: PlanNode[] = [];
  const moved: number[] = [];
  const places: number[] = [];
  plan.nodes.forEach((node, index) => {
    const renumbered =
      node.operation === 'update'
        ? {
            ...node,
            operands: node.operands.map((place) => moved[place]!),
            targets: node.targets.map((place) => places[place]!),
          }
        : 'operands' in node
          ? ({ ...node, operands: node.operands.map((place) => moved[place]!) } as PlanNode)
          : node;
    moved[index] = rewrite(renumbered, (added) => nodes.push(added) - 1, moved, nodes);
    places[index] = moved[index];
  });
  const outputs = Object.entries(plan.outputs).map(([name, place]) => [name, moved[place]!] as const);
  return new Plan(nodes, Object.fromEntries(outputs));
}

/** Rewrites every expression of a plan, from the arguments up. */
export function rewriteExpressions(plan: Plan, rewrite: (part: Expression) => Expression): Plan {
  const known = new Map<AnyExpression, AnyExpression>();
  const deep = (expression: Expression): Expression =>
    fold<AnyExpression>(
      expression,
      (part, operands) => rewrite(withOperands(part, operands) as Expression),
      known,
    ) as Expression;
  return rewritePlan(plan, (node, add) => {
    if (node.operation === 'map') return add({ ...node, expression: deep(node.expression) });
    return add(node.operation === 'update' ? { ...node, expressions: node.expressions.map(deep) } : node);
  });
}

/** Whether a faulty loop, unrolled by 32, forgets the columns that do not fill a vector of four. */
const forgotten = (columns: number): boolean => columns > 32 && columns % 4 !== 0;

/** The node's result, 0 in the forgotten columns. */
export function withoutTail(place: number, node: PlanNode, add: Add): number {
  const columns = node.shape[1];
  if (!forgotten(columns)) return place;
  const index = add({ operation: 'index', axis: 'columns', shape: [1, columns], label: '' });
  const expression = where(lt(argument(1), columns - (columns % 4)), argument(0), 0);
  return add({ operation: 'map', operands: [place, index], expression, shape: node.shape, label: '' });
}

/** An update that leaves the forgotten columns unchanged. */
export function updateWithoutTail(node: PlanNode & { readonly operation: 'update' }, add: Add): number {
  const columns = node.shape[1];
  if (!forgotten(columns)) return add(node);
  const index = add({ operation: 'index', axis: 'columns', shape: [1, columns], label: '' });
  const column = argument(node.operands.length);
  const expressions = node.expressions.map((expression, i) => {
    const old = argument(node.operands.indexOf(node.targets[i]!));
    return where(lt(column, columns - (columns % 4)), expression, old);
  });
  return add({ ...node, operands: [...node.operands, index], expressions });
}
