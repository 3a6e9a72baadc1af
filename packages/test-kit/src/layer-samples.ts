import {
  gradient,
  isNnfError,
  type Layer,
  map,
  mul,
  type ParameterDeclaration,
  type Plan,
  PlanBuilder,
  type PlanScalar,
  randomSource,
  reduceSum,
  simplify,
  type Tensor,
  toMatrix,
} from '@nnf/core';
import type { Values } from './plan-computation.js';
import { numbersBetween, uniformNumbers } from './sample-numbers.js';

/** A traced layer. */
export interface ForwardLayer {
  readonly output: Tensor;
  /** The parameters that it reads. */
  readonly read: ReadonlySet<string>;
  /** Whether it draws random numbers. */
  readonly isRandom: boolean;
}

/** A layer as a plan: its `output`, and the gradients of its weighted sum by its input and parameters. */
export interface TracedLayer extends ForwardLayer {
  readonly plan: Plan;
  readonly inputs: number;
  /** Values for everything that the plan reads. */
  readonly values: (rows: number) => Values;
}

/** The symbols that a layer is traced with. */
export interface LayerOperands {
  readonly builder: PlanBuilder;
  readonly input: Tensor;
  readonly parameters: ReadonlyMap<string, Tensor>;
}

/** Traces a layer's `forward` as a network does. */
export function forwardLayer(
  layer: Layer,
  training: boolean,
  { builder, input, parameters }: LayerOperands,
): ForwardLayer {
  const read = new Set<string>();
  const { value: output } = layer.forward({
    input,
    training,
    parameter: (name) => {
      const parameter = parameters.get(name);
      if (!parameter) throw new Error(`it reads a parameter '${name}', which it does not declare`);
      read.add(name);
      return parameter;
    },
  });
  return { output, read, isRandom: builder.nodes.some(({ operation }) => operation === 'random') };
}

/** Traces a layer with the given number of input columns, and its gradients. */
export function traceLayer(layer: Layer, inputs: number, training: boolean): TracedLayer {
  const operands = operandsFor(layer, inputs);
  const { builder, input, parameters } = operands;
  const forward = forwardLayer(layer, training, operands);
  const { output } = forward;
  const columns = output.shape[1];
  const sum = reduceSum(map(mul, output, builder.input('weights of the sum', columns)), 'both');
  builder.output('output', output);
  const slopes = gradient(sum, [input, ...parameters.values()]);
  ['input', ...parameters.keys()].forEach((name, i) => {
    builder.output(`gradient of ${name}`, slopes[i]!);
  });
  const values = (rows: number): Values => ({
    input: numbersBetween(-2, 2, rows * inputs, 1),
    'weights of the sum': numbersBetween(-2, 2, rows * columns, 3),
    ...Object.fromEntries(
      [...parameters].map(([name, tensor], i) => [
        name,
        numbersBetween(-1, 1, (tensor.shape[0] as number) * tensor.shape[1], i + 20),
      ]),
    ),
  });
  return { ...forward, inputs, plan: simplify(builder.build()), values };
}

function operandsFor(layer: Layer, inputs: number): LayerOperands {
  const builder = new PlanBuilder();
  const input = builder.input('input', inputs);
  const parameters = layer
    .parameters(inputs, 'the layer')
    .map(({ name, role, shape }) => [name, builder.parameter(name, role, shape)] as const);
  return { builder, input, parameters: new Map(parameters) };
}

/** The widths that the layer accepts. It may refuse some with an `NnfError`, but not all. */
export function widthsOf(layer: Layer, inputs: readonly number[]): readonly number[] {
  let refused: unknown;
  const taken = inputs.filter((width) => {
    try {
      traceLayer(layer, width, true);
      return true;
    } catch (error) {
      if (!isNnfError(error)) throw error;
      refused = error;
      return false;
    }
  });
  if (taken.length === 0) throw refused;
  return taken;
}

/** The scalars of a plan's random numbers at one step; `row` is the first row of the batch. */
export function randomNumbers(step: number, row = 0): (scalar: PlanScalar) => number {
  const next = uniformNumbers(step);
  const words = Array.from({ length: 4 }, () => Math.floor(4096 * next()));
  return (scalar) => {
    if (scalar.kind === 'random') return words[scalar.word]!;
    return scalar.kind === 'first row' ? row : 0;
  };
}

/** The initial values of a parameter. */
export function initialNumbers({
  shape: [rows, columns],
  role,
  fanIn,
  fanOut,
  initial,
}: ParameterDeclaration): Float64Array {
  if ('data' in initial) return Float64Array.from(toMatrix(initial, 'initial values').data);
  return initial.fill({ rows, columns, role, fanIn, fanOut }, randomSource(1, 'initial values', 0));
}
