export { Breather } from './base/breather.js';
export { checkOptions } from './base/check-options.js';
export { now } from './base/clock.js';
export type { DataType } from './base/data-type.js';
export { Disposing } from './base/disposing.js';
export type { NnfErrorCode } from './base/error-code.js';
export { isNnfError, NnfError } from './base/errors.js';
export {
  checkClasses,
  copyRow,
  type Matrix,
  type MatrixLike,
  type PlainMatrix,
  sliceRows,
  toMatrix,
} from './base/matrix.js';
export { newNumbers } from './base/new-numbers.js';
export type { NumberArray, PlainNumbers } from './base/number-array.js';
export {
  checkPlugin,
  type Plugin,
  type PluginKind,
  type PluginOptions,
  planFormat,
  pluginMark,
} from './base/plugin.js';
export { printable } from './base/printable.js';
export type { Rows, Shape } from './base/shape.js';
export { differentiateExpression } from './expression/differentiate-expression.js';
export {
  type AnyExpression,
  abs,
  add,
  and,
  argument,
  type Condition,
  constant,
  cos,
  div,
  type Expression,
  type ExpressionOperation,
  eq,
  exp,
  floor,
  ge,
  gt,
  isCondition,
  isExpression,
  le,
  log,
  lt,
  max,
  min,
  mul,
  neg,
  not,
  or,
  type Scalar,
  sigmoid,
  sin,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  tanh,
  where,
  withOperands,
} from './expression/expression.js';
export { usedArguments } from './expression/expression-arguments.js';
export { nodesOf } from './expression/expression-nodes.js';
export { fold } from './expression/fold.js';
export { printExpression } from './expression/print-expression.js';
export { loadExpression, type SavedExpression, type SavedPart, saveExpression } from './expression/saved-expression.js';
export { simplifyExpression } from './expression/simplify-expression.js';
export type { ScalarFunction } from './expression/trace-function.js';
export type { DenseOptions, InitialParameter } from './layer/dense-layer.js';
export { HiddenLayer } from './layer/hidden-layer.js';
export { InputLayer } from './layer/input-layer.js';
export {
  defineLayer,
  Layer,
  type LayerDefinition,
  type LayerPosition,
  type LayerTrace,
  type ParameterDeclaration,
} from './layer/layer.js';
export { OutputLayer } from './layer/output-layer.js';
export { createNetwork, type NetworkOptions } from './network/create-network.js';
export type { EpochReports } from './network/epoch-reports.js';
export type { Evaluation, Network } from './network/network.js';
export type { ParameterValues } from './network/parameters.js';
export { Predictions } from './network/predictions.js';
export { accuracy, binaryAccuracy } from './parts/accuracy.js';
export {
  type Activation,
  type ActivationDefinition,
  activate,
  defineActivation,
  type ElementwiseOptions,
  elementwise,
} from './parts/activation.js';
export { gradientDescent } from './parts/gradient-descent.js';
export {
  defineInitializer,
  type Initializer,
  type InitializerDefinition,
  type InitialShape,
} from './parts/initializer.js';
export { LayerOutput, type LogProbabilities } from './parts/layer-output.js';
export { defineLoss, type Loss, type LossDefinition } from './parts/loss.js';
export { defineMetric, type Metric, type MetricDefinition } from './parts/metric.js';
export { defineOptimizer, type Optimizer, type OptimizerDefinition, type UpdateSymbols } from './parts/optimizer.js';
export { meanAbsoluteError, rSquared } from './parts/regression-metrics.js';
export type { Backend, LoadedData, Program, RunOutputs, RunRequest } from './plan/backend.js';
export { CheckedProgram } from './plan/checked-program.js';
export { gradient } from './plan/gradient.js';
export { KeepingProgram } from './plan/keeping-program.js';
export { copyMatrices, LoadedInputs } from './plan/loaded-inputs.js';
export * from './plan/plan.js';
export { PlanBuilder, type Tensor } from './plan/plan-builder.js';
export * from './plan/plan-node.js';
export { type PlanScalar, printScalar } from './plan/plan-scalar.js';
export { printPlan } from './plan/print-plan.js';
export { rewritePlan } from './plan/rewrite-plan.js';
export { simplify } from './plan/simplify.js';
export { argmax, constants, map, matmul, reduceMax, reduceSum } from './plan/tensor.js';
export type { UpdateTurn } from './plan/update-turns.js';
export { type RandomSource, randomSource } from './random/random-source.js';
export { randomLike, randomUniform } from './random/random-tensor.js';
export type { GradientLimit } from './training/clip-gradients.js';
export type { Dataset, TargetNumbers } from './training/dataset.js';
export type { LearningRate, TrainingMoment } from './training/learning-rate.js';
export type { Measurements } from './training/measurements.js';
export type { EpochReport, FitOptions, TrainingOptions } from './training/training-options.js';
