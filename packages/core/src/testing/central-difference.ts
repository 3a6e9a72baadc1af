import type { Shape } from '../base/shape.js';
import { mul } from '../expression/expression.js';
import { gradient } from '../plan/gradient.js';
import type { Plan } from '../plan/plan.js';
import { PlanBuilder, type Tensor } from '../plan/plan-builder.js';
import { map, reduceSum } from '../plan/tensor.js';
import { interpretPlan, type PlanResult } from './interpret-plan.js';

/** A function's value at a point, and the choices between its smooth pieces. */
export interface Sample {
  readonly value: number;
  readonly choices: readonly number[];
}

/** A numerical derivative and its error estimate. */
export interface Difference {
  readonly derivative: number;
  readonly error: number;
}

/**
 * The derivative at 0 of a function of one number, by central differences over two steps and Richardson's
 * extrapolation. It is undefined if a kink or a number that is not finite lies within a step.
 */
export function centralDifference(sample: (shift: number) => Sample, step = 1e-4): Difference | undefined {
  const shifts = [-step, -step / 2, 0, step / 2, step];
  const samples = shifts.map(sample);
  const middle = samples[2]!;
  if (samples.some(({ choices }) => choices.some((choice, i) => choice !== middle.choices[i]))) return undefined;
  const [a, b, at, c, d] = samples.map(({ value }) => value) as [number, number, number, number, number];
  const wide = (d - a) / (2 * step);
  const narrow = (c - b) / step;
  const derivative = (4 * narrow - wide) / 3;
  const error = 1e-8 * (1 + Math.abs(at) + Math.abs(derivative)) + Math.abs(narrow - wide);
  return Number.isFinite(error) ? { derivative, error } : undefined;
}

/** A matrix that a function depends on: its shape, and its numbers row by row. A batch has `rows` rows. */
export interface Variable {
  readonly shape: Shape;
  readonly values: readonly number[];
}

/** The result of comparing a function's gradient with central differences. */
export interface GradientCheck {
  /** Elements whose derivatives agree. */
  readonly agreeing: number;
  /** Elements at a kink, where differences are meaningless. */
  readonly skipped: number;
  /** Elements whose derivatives differ, with both. */
  readonly differing: readonly string[];
}

/**
 * Compares the vector-Jacobian product of a traced function, for a given vector, with central differences over every element
 * of every variable.
 *
 * @param trace the function, which gets one tensor per variable
 * @param vector the weights of the result's elements, repeated cyclically
 */
export function checkGradient(
  trace: (...variables: readonly Tensor[]) => Tensor,
  variables: readonly Variable[],
  vector: readonly number[] = [1],
  rows = 2,
): GradientCheck {
  const { forward, withGradients, names, shape: result } = traceWeightedSum(trace, variables);
  const count = (result[0] === 'batch' ? rows : result[0]) * result[1];
  const weights = Float64Array.from({ length: count }, (_, i) => vector[i % vector.length]!);
  const run = (plan: Plan, values: readonly (readonly number[])[], choices: number[] = []): PlanResult => {
    const matrices = variables.flatMap(({ shape }, i) =>
      shape[0] === 'batch' ? [[names[i]!, { rows, columns: shape[1], data: Float64Array.from(values[i]!) }]] : [],
    );
    const vectorData = { rows, columns: result[1], data: weights };
    const parameters = Object.fromEntries(names.map((name, i) => [name, values[i]!]));
    return interpretPlan(
      plan,
      {
        data: { ...Object.fromEntries(matrices), vector: vectorData },
        parameters: { ...parameters, vector: weights },
        rows,
      },
      { choices },
    );
  };
  const values = variables.map((variable) => variable.values);
  const { outputs } = run(withGradients, values);
  let agreeing = 0;
  let skipped = 0;
  const differing: string[] = [];
  values.forEach((numbers, variable) => {
    numbers.forEach((number, element) => {
      const derived = outputs[`gradient ${variable}`]![element]!;
      const difference = centralDifference((shift) => {
        const choices: number[] = [];
        const moved = values.map((list, i) => (i === variable ? list.with(element, number + shift) : list));
        return { value: run(forward, moved, choices).outputs.sum![0]!, choices };
      });
      if (!difference) skipped++;
      else if (Math.abs(derived - difference.derivative) <= difference.error) agreeing++;
      else {
        differing.push(
          `variable ${variable} element ${element}: derived ${derived}, by difference ${difference.derivative}`,
        );
      }
    });
  });
  return { agreeing, skipped, differing };
}

function traceWeightedSum(trace: (...variables: readonly Tensor[]) => Tensor, variables: readonly Variable[]) {
  const builder = new PlanBuilder();
  const names = variables.map((_, i) => `variable ${i}`);
  const tensors = variables.map(({ shape }, i) =>
    shape[0] === 'batch' ? builder.input(names[i]!, shape[1]) : builder.parameter(names[i]!, 'weight', shape),
  );
  const result = trace(...tensors);
  const vector =
    result.shape[0] === 'batch'
      ? builder.input('vector', result.shape[1])
      : builder.parameter('vector', 'weight', result.shape);
  const sum = reduceSum(map(mul, result, vector), 'both');
  builder.output('sum', sum);
  // Shorter than what follows, and run far more often.
  const forward = builder.build();
  gradient(sum, tensors).forEach((tensor, i) => {
    builder.output(`gradient ${i}`, tensor);
  });
  return { forward, withGradients: builder.build(), names, shape: result.shape };
}
