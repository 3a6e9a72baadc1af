import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { add, argument, type Expression, gt, type Scalar, where } from '../expression/expression.js';
import { traceFunction, withPlace } from '../expression/trace-function.js';
import type { Optimizer } from '../parts/optimizer.js';
import { gradient } from '../plan/gradient.js';
import type { Plan } from '../plan/plan.js';
import type { Tensor } from '../plan/plan-builder.js';
import type { ParameterNode } from '../plan/plan-node.js';
import { map } from '../plan/tensor.js';
import { clipGradients, type GradientLimit } from './clip-gradients.js';

/** The parts of a network that determine its updates. */
export interface UpdateDefinition {
  readonly optimizer: Optimizer;
  /** The limit of gradients. */
  readonly clip?: GradientLimit | undefined;
  /** The number of batches whose gradients are summed for one update. Default: 1. */
  readonly accumulate?: number | undefined;
}

/** Adds the gradients of the mean loss, `[1, 1]`, and an update of every parameter and its slots. */
export function updateParameters(mean: Tensor, parameters: readonly Tensor[], definition: UpdateDefinition): void {
  const { builder } = mean;
  const accumulates = (definition.accumulate ?? 1) > 1;
  const gradients = gradient(mean, parameters);
  const sums = parameters.map((parameter, i) =>
    accumulates
      ? builder.within(`${nameOf(parameter)} accumulation`, () => map(add, accumulatedOf(parameter), gradients[i]!))
      : gradients[i]!,
  );
  const clipped = clipGradients(sums, definition.clip);
  const { optimizer } = definition;
  const formulas = new Map<'weight' | 'bias', readonly Expression[]>();
  parameters.forEach((parameter, i) => {
    const role = roleOf(parameter);
    const expressions = formulas.get(role) ?? optimizerExpressions(optimizer, role);
    formulas.set(role, expressions);
    updateParameter(parameter, sums[i]!, clipped[i]!, optimizer, expressions, accumulates);
  });
}

function updateParameter(
  parameter: Tensor,
  sum: Tensor,
  change: Tensor,
  optimizer: Optimizer,
  expressions: readonly Expression[],
  accumulates: boolean,
): void {
  const { builder, shape } = parameter;
  const name = nameOf(parameter);
  const slots = (optimizer.slots ?? []).map((slot) => builder.parameter(`${name} ${slot}`, 'slot', shape));
  const scalars = [
    builder.scalar({ kind: 'learning rate' }),
    ...Object.keys(optimizer.scalars ?? {}).map((own) => builder.scalar({ kind: 'optimizer', name: own })),
  ];
  const operands = [parameter, change, ...scalars, ...slots];
  const targets = [parameter, ...slots];
  if (!accumulates) {
    builder.within(`${name} ${optimizer.name}`, () =>
      builder.add({ operation: 'update', targets: indices(targets), operands: indices(operands), expressions, shape }),
    );
    return;
  }
  // Before the last batch of several, the parameter and its slots keep their values and only the gradient is summed.
  const places = [...operands, sum, builder.scalar({ kind: 'update' })];
  const isLast = gt(argument(operands.length + 1), 0);
  const old = targets.map((target) => argument(operands.indexOf(target)));
  const kept = expressions.map((expression, i) => where(isLast, expression, old[i]!));
  const added = where(isLast, 0, argument(operands.length));
  builder.within(`${name} ${optimizer.name}`, () =>
    builder.add({
      operation: 'update',
      targets: indices([...targets, accumulatedOf(parameter)]),
      operands: indices(places),
      expressions: [...kept, added],
      shape,
    }),
  );
}

/** The new parameter and slots. Arguments: parameter, gradient, learning rate, the optimizer's scalars, slots, in this order. */
function optimizerExpressions(optimizer: Optimizer, role: 'weight' | 'bias'): readonly Expression[] {
  const slotNames = optimizer.slots ?? [];
  const scalarNames = Object.keys(optimizer.scalars ?? {});
  const operandCount = 3 + scalarNames.length + slotNames.length;
  const symbols = Array.from({ length: operandCount }, (_, position) => argument(position));
  const named = (names: readonly string[], from: number): Readonly<Record<string, Expression>> =>
    Object.fromEntries(names.map((key, i) => [key, symbols[from + i]!]));
  const values = (): Readonly<Record<string, Scalar>> =>
    optimizer.update({
      parameter: symbols[0]!,
      gradient: symbols[1]!,
      learningRate: symbols[2]!,
      scalars: named(scalarNames, 3),
      slots: named(slotNames, 3 + scalarNames.length),
      role,
    });
  const where = `optimizer '${optimizer.name}'`;
  const first: unknown = withPlace(`${where}, update`, values);
  if (typeof first !== 'object' || first === null || !('parameter' in first)) {
    throw new NnfError(
      'INVALID_PLUGIN',
      `${where}: update returned ${describeValue(first)}, expected { parameter: … } with its slots`,
    );
  }
  // Tracing each result on its own detects missing results and impure updates.
  return ['parameter', ...slotNames].map((key) =>
    traceFunction(() => values()[key] as Expression, operandCount, `${where}, new ${key}`),
  );
}

const accumulated = ' accumulated';

/** The sum of the gradients of earlier batches. */
function accumulatedOf(parameter: Tensor): Tensor {
  return parameter.builder.parameter(nameOf(parameter) + accumulated, 'slot', parameter.shape);
}

/** The parameters of a training plan that hold sums of gradients: zeros after each update. */
export function accumulatorsOf({ nodes }: Plan): readonly ParameterNode[] {
  return nodes.filter(
    (node): node is ParameterNode =>
      node.operation === 'parameter' && node.role === 'slot' && node.name.endsWith(accumulated),
  );
}

function nameOf(parameter: Tensor): string {
  return parameter.builder.nodes[parameter.index]!.label;
}

function roleOf({ builder, index }: Tensor): 'weight' | 'bias' {
  const node = builder.nodes[index]!;
  return node.operation === 'parameter' && node.role === 'weight' ? 'weight' : 'bias';
}

const indices = (tensors: readonly Tensor[]): readonly number[] => tensors.map((tensor) => tensor.index);
