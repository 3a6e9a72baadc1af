export { accuracy, binaryAccuracy } from './accuracy.js';
export {
  type Activation,
  type ActivationDefinition,
  activate,
  defineActivation,
  type ElementwiseOptions,
  elementwise,
} from './activation.js';
export type { Backend, DataType, LoadedData, Program, Run, RunOutputs } from './backend.js';
export { breathe } from './breathe.js';
export { checkOptions } from './check-options.js';
export { checkPlans } from './check-plans.js';
export type { GradientLimit } from './clip-gradients.js';
export { createNetwork, type NetworkOptions } from './create-network.js';
export type { Dataset, TargetNumbers } from './dataset.js';
export type { DenseOptions, InitialParameter } from './dense-layer.js';
export { differentiateExpression } from './differentiate-expression.js';
export { Disposing } from './disposing.js';
export { isNnfError, NnfError } from './errors.js';
export * from './expression.js';
export { usedArguments } from './expression-arguments.js';
export { gradient } from './gradient.js';
export { gradientDescent } from './gradient-descent.js';
export { HiddenLayer } from './hidden-layer.js';
export { defineInitializer, type Initializer, type InitializerDefinition, type InitialShape } from './initializer.js';
export { InputLayer } from './input-layer.js';
export {
  defineLayer,
  Layer,
  type LayerDefinition,
  type LayerPosition,
  type LayerTrace,
  type ParameterDeclaration,
} from './layer.js';
export type { LearningRate, TrainingMoment } from './learning-rate.js';
export { defineLoss, type Loss, type LossDefinition } from './loss.js';
export { copyRow, type Matrix, type MatrixLike, type NumberArray, sliceRows, toMatrix } from './matrix.js';
export type { Measurements } from './measurements.js';
export { defineMetric, type Metric, type MetricDefinition } from './metric.js';
export type { Evaluation, Network, ParameterValues } from './network.js';
export { defineOptimizer, type Optimizer, type OptimizerDefinition, type UpdateSymbols } from './optimizer.js';
export { OutputLayer } from './output-layer.js';
export * from './plan.js';
export { PlanBuilder, type Tensor } from './plan-builder.js';
export { checkPlugin, type Plugin, type PluginKind, type PluginOptions, planFormat, pluginMark } from './plugin.js';
export { type Forms, Prediction } from './prediction.js';
export { Predictions } from './predictions.js';
export { printExpression } from './print-expression.js';
export { type RandomSource, randomSource } from './random-source.js';
export { firstRowScalar, randomLike, randomScalars, randomUniform } from './random-tensor.js';
export { meanAbsoluteError, rSquared } from './regression-metrics.js';
export { loadExpression, type SavedExpression, type SavedPart, saveExpression } from './saved-expression.js';
export type { Rows, Shape } from './shape.js';
export { simplify } from './simplify.js';
export { simplifyExpression } from './simplify-expression.js';
export { argmax, map, matmul, reduceMax, reduceSum } from './tensor.js';
export { type ScalarFunction, traceFunction } from './trace-function.js';
export type { EpochReport, TrainingOptions } from './training-options.js';
