import { NnfError } from '../base/errors.js';
import type { NumberArray } from '../base/number-array.js';
import { printShape } from '../base/shape.js';
import { div } from '../expression/expression.js';
import { parameterName, shortLabel } from '../layer/layer-label.js';
import { type LayerStack, parametersOf } from '../layer/layer-stack.js';
import { LayerOutput } from '../parts/layer-output.js';
import type { Metric } from '../parts/metric.js';
import { checkTensor } from '../plan/check-tensor.js';
import { Plan } from '../plan/plan.js';
import { PlanBuilder, type Tensor } from '../plan/plan-builder.js';
import { simplify } from '../plan/simplify.js';
import { map, reduceSum } from '../plan/tensor.js';
import { weighLosses } from './class-weights.js';
import { type UpdateDefinition, updateParameters } from './update-parameters.js';

/** The parts of a network that determine its plans. */
export interface NetworkDefinition extends UpdateDefinition {
  readonly stack: LayerStack;
  readonly metrics: readonly Metric[];
  /** The weight of each class in the training loss. */
  readonly classWeights?: readonly number[] | NumberArray | undefined;
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

/**
 * Traces a network into its plans, which reveals mistakes in plugins. Evaluation and prediction are traced together. Each is
 * simplified when it is first read.
 */
export function planNetwork(definition: NetworkDefinition): NetworkPlans {
  const train = simplify(traceTraining(definition));
  const traced = traceEvaluation(definition);
  let evaluate: Plan | undefined;
  let predict: Plan | undefined;
  return {
    train,
    get evaluate() {
      evaluate ??= simplify(traced);
      return evaluate;
    },
    get predict() {
      predict ??= simplify(new Plan(traced.nodes, { prediction: traced.outputs.prediction! }));
      return predict;
    },
  };
}

/** The training plan as it is traced, before `simplify`. */
export function traceTraining(definition: NetworkDefinition): Plan {
  const builder = new PlanBuilder();
  const prediction = forward(builder, definition, true);
  const losses = measure(builder, definition, prediction, definition.classWeights);
  const mean = builder.within('mean loss', () => map(div, reduceSum(losses, 'rows'), builder.scalar({ kind: 'rows' })));
  updateParameters(mean, learnedParameters(builder, definition.stack), definition);
  return builder.build();
}

/** The evaluation plan, which includes prediction, before `simplify`. */
function traceEvaluation(definition: NetworkDefinition): Plan {
  const builder = new PlanBuilder();
  const prediction = forward(builder, definition, false);
  measure(builder, definition, prediction);
  builder.output('prediction', prediction.value);
  return builder.build();
}

function forward(builder: PlanBuilder, { stack }: NetworkDefinition, training: boolean): LayerOutput {
  let prediction = new LayerOutput(builder.input('inputs', stack.inputs));
  for (const { layer, label, outputs, parameters } of stack.placed) {
    const declared = new Map(parameters.map((declaration) => [declaration.name, declaration]));
    const where = shortLabel(label);
    prediction = builder.within([where, layer.activationName].filter((name) => name !== 'none').join(' '), () =>
      layer.forward({
        input: prediction.value,
        training,
        parameter: (name) => {
          const declaration = declared.get(name);
          if (!declaration) throw new NnfError('UNKNOWN_NAME', `${where}: the layer has no parameter '${name}'`);
          return builder.parameter(parameterName(label, name), declaration.role, declaration.shape);
        },
      }),
    );
    if (!(typeof prediction === 'object' && prediction !== null && 'value' in prediction && 'log' in prediction)) {
      throw new NnfError('INVALID_PLUGIN', `${where}: forward returned no LayerOutput; return new LayerOutput(tensor)`);
    }
    checkShape(prediction.value, outputs, `${where}: forward`);
  }
  return prediction;
}

/** Adds loss and metrics, and returns the loss of each sample, `[batch, 1]`. */
function measure(
  builder: PlanBuilder,
  { stack, metrics }: NetworkDefinition,
  prediction: LayerOutput,
  classWeights?: readonly number[] | NumberArray,
): Tensor {
  const target = builder.input('targets', stack.outputs);
  const { loss } = stack.output;
  const plain = builder.within(loss.name, () =>
    checkTensor(loss.forward(prediction, target), `loss '${loss.name}', forward`),
  );
  checkShape(plain, 1, `loss '${loss.name}', forward`);
  const losses = classWeights ? builder.within('class weights', () => weighLosses(plain, target, classWeights)) : plain;
  builder.output('loss', losses);
  for (const metric of metrics) {
    const statistics = builder.within(metric.name, () => metric.statistics(prediction, target));
    if (!Array.isArray(statistics)) {
      throw new NnfError(
        'INVALID_PLUGIN',
        `metric '${metric.name}', statistics returned ${String(statistics)}, expected a list of tensors`,
      );
    }
    statistics.forEach((found: Tensor, i) => {
      const tensor = checkTensor(found, `metric '${metric.name}', statistics`);
      checkShape(tensor, tensor.shape[1], `metric '${metric.name}', statistics`);
      builder.output(statisticName(metric, i), tensor);
    });
  }
  return losses;
}

/** The plan output of a metric's statistic. */
export function statisticName(metric: Metric, index: number): string {
  return `${metric.name} ${index}`;
}

/** The parameters that training changes: those of layers that are not frozen. */
function learnedParameters(builder: PlanBuilder, stack: LayerStack): readonly Tensor[] {
  const frozen = new Set(parametersOf(stack).flatMap((parameter) => (parameter.frozen ? [parameter.name] : [])));
  return builder.nodes.flatMap((node, index) =>
    node.operation === 'parameter' && !frozen.has(node.name) ? [builder.at(index)] : [],
  );
}

function checkShape(tensor: Tensor, columns: number, what: string): void {
  if (tensor.shape[0] === 'batch' && tensor.shape[1] === columns) return;
  throw new NnfError('SHAPE_MISMATCH', `${what} returned ${printShape(tensor.shape)}, expected [batch, ${columns}]`);
}
