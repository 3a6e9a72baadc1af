import { NnfError } from './errors.js';
import { argument, div, type Expression, type Scalar } from './expression.js';
import { gradient } from './gradient.js';
import type { LayerStack } from './layer-stack.js';
import type { Metric } from './metric.js';
import type { Optimizer } from './optimizer.js';
import type { Plan } from './plan.js';
import { PlanBuilder, type Tensor } from './plan-builder.js';
import { Prediction } from './prediction.js';
import { randomUniform } from './random-tensor.js';
import { printShape } from './shape.js';
import { simplify } from './simplify.js';
import { map, reduceSum } from './tensor.js';
import { traceFunction } from './trace-function.js';

/** What a network is made of, as far as its plans go. */
export interface NetworkDefinition {
  readonly stack: LayerStack;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
}

/** The three plans of a network. They share their parameters by name. */
export interface NetworkPlans {
  /** Forward, loss, metrics, gradients, updates. Outputs: `loss` and each metric's statistics. */
  readonly train: Plan;
  /** Forward, loss, metrics. Outputs: those of `train`, and `prediction`. */
  readonly evaluate: Plan;
  /** Forward. Output: `prediction`. */
  readonly predict: Plan;
}

/** Traces a network into its simplified plans. */
export function planNetwork(definition: NetworkDefinition): NetworkPlans {
  return {
    train: simplify(traceTraining(definition)),
    evaluate: simplify(traceEvaluation(definition)),
    predict: simplify(tracePrediction(definition)),
  };
}

/** The training plan as it is traced, before `simplify`. */
export function traceTraining(definition: NetworkDefinition): Plan {
  const builder = new PlanBuilder();
  const prediction = forward(builder, definition, true);
  const losses = measure(builder, definition, prediction);
  const parameters = parametersOf(builder);
  const mean = builder.within('mean loss', () => map(div, reduceSum(losses, 'rows'), builder.scalar('rows')));
  const gradients = gradient(mean, parameters);
  parameters.forEach((parameter, i) => {
    update(builder, definition.optimizer, parameter, gradients[i]!);
  });
  return builder.build();
}

function traceEvaluation(definition: NetworkDefinition): Plan {
  const builder = new PlanBuilder();
  const prediction = forward(builder, definition, false);
  measure(builder, definition, prediction);
  builder.output('prediction', prediction.value);
  return builder.build();
}

function tracePrediction(definition: NetworkDefinition): Plan {
  const builder = new PlanBuilder();
  builder.output('prediction', forward(builder, definition, false).value);
  return builder.build();
}

function forward(builder: PlanBuilder, { stack }: NetworkDefinition, training: boolean): Prediction {
  let prediction = new Prediction(builder.input('inputs', stack.inputs));
  let stream = 0;
  for (const { layer, label, inputs, outputs, parameters } of stack.placed) {
    const declared = new Map(parameters.map((declaration) => [declaration.name, declaration]));
    prediction = builder.within([label, layer.activationName].filter((name) => name !== 'none').join(' '), () =>
      layer.forward({
        input: prediction.value,
        training,
        random: (shape) => randomUniform(builder, stream++, shape),
        parameter: (name) => {
          const declaration = declared.get(name);
          if (!declaration) throw new NnfError('UNKNOWN_NAME', `${label}: the layer has no parameter '${name}'`);
          return builder.parameter(`${label} ${name}`, declaration.role, declaration.shape);
        },
      }),
    );
    checkShape(prediction.value, outputs, `${label} makes ${outputs} columns of ${inputs}`);
  }
  return prediction;
}

/** Adds loss and metrics; gives the loss of each sample. */
function measure(builder: PlanBuilder, { stack, metrics }: NetworkDefinition, prediction: Prediction): Tensor {
  const target = builder.input('targets', stack.outputs);
  const { loss } = stack.output;
  const losses = builder.within(loss.name, () => loss.forward(prediction, target));
  checkShape(losses, 1, `the loss '${loss.name}' makes one number a sample`);
  builder.output('loss', losses);
  for (const metric of metrics) {
    const statistics = builder.within(metric.name, () => metric.statistics(prediction, target));
    statistics.forEach((tensor, i) => {
      checkShape(tensor, tensor.shape[1], `the metric '${metric.name}' makes one row a sample`);
      builder.output(statisticName(metric, i), tensor);
    });
  }
  return losses;
}

/** The plan output of a metric's statistic. */
export function statisticName(metric: Metric, index: number): string {
  return `${metric.name} ${index}`;
}

function parametersOf(builder: PlanBuilder): readonly Tensor[] {
  return builder.nodes.flatMap((node, index) => (node.operation === 'parameter' ? [builder.at(index)] : []));
}

/** Adds one parameter's update, with its slots. */
function update(builder: PlanBuilder, optimizer: Optimizer, parameter: Tensor, change: Tensor): void {
  const node = builder.nodes[parameter.index]!;
  if (node.operation !== 'parameter' || node.role === 'slot') return;
  const { name, role } = node;
  const where = `${name} ${optimizer.name}`;
  const slotNames = optimizer.slots ?? [];
  const slots = slotNames.map((slot) => builder.parameter(`${name} ${slot}`, 'slot', parameter.shape));
  const scalarNames = Object.keys(optimizer.scalars ?? {});
  const scalars = ['learning rate', ...scalarNames.map(optimizerScalar)].map((scalar) => builder.scalar(scalar));
  const operands = [parameter, change, ...scalars, ...slots];
  const symbols = operands.map((_, position) => argument(position));
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
  // Tracing each of its results by itself catches what is missing and what is not pure.
  const expressions = ['parameter', ...slotNames].map((key) =>
    traceFunction(() => values()[key] as Expression, operands.length, `optimizer '${optimizer.name}', new ${key}`),
  );
  builder.within(where, () =>
    builder.add({
      operation: 'update',
      targets: [parameter, ...slots].map((tensor) => tensor.index),
      operands: operands.map((tensor) => tensor.index),
      expressions,
      shape: parameter.shape,
    }),
  );
}

/** The plan scalar of an optimizer's own number. */
export function optimizerScalar(name: string): string {
  return `optimizer ${name}`;
}

function checkShape(tensor: Tensor, columns: number, promise: string): void {
  if (tensor.shape[0] === 'batch' && tensor.shape[1] === columns) return;
  throw new NnfError('SHAPE_MISMATCH', `${promise}, expected [batch, ${columns}], got ${printShape(tensor.shape)}`);
}
