import {
  gradient,
  map,
  mul,
  PlanBuilder,
  type PlanScalar,
  reduceSum,
  type Shape,
  simplify,
  type Tensor,
} from '@nnf/core';
import { ensure } from './check.js';
import { PlanComputation, type Values } from './plan-computation.js';
import { numbersBetween } from './sample-numbers.js';

/** A matrix that a traced function depends on: data with one row per sample, or a parameter. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
  /** Whether the derivative with respect to it is compared. By default, true. */
  readonly moves?: boolean;
}

/** A function under test, and the point at which it is tested. */
export interface DifferenceCase {
  /** The name of the function in messages: `its output`. */
  readonly what: string;
  readonly variables: readonly Variable[];
  readonly rows: number;
  readonly trace: (builder: PlanBuilder, variables: readonly Tensor[]) => Tensor;
  readonly scalar?: (scalar: PlanScalar) => number;
}

const step = 1e-4;
/** The name of the product's vector. No variable has this name. */
const sumWeights = 'weights of the sum';

/**
 * Compares the vector-Jacobian product of a traced function, for an irregular vector, with central differences in every
 * element of every variable (two step sizes and Richardson extrapolation).
 *
 * If the two step sizes disagree too much, a kink is near and the element is skipped. At least half of the elements must be
 * compared.
 *
 * @throws Error naming the element and both derivatives
 */
export async function ensureDerivatives(difference: DifferenceCase): Promise<void> {
  const { what, variables, rows, scalar } = difference;
  const { sum, gradients, weights } = await traceWeightedSum(difference);
  const values: Values = Object.fromEntries(variables.map(({ name, values: numbers }) => [name, numbers]));
  const derived = await gradients.compute({ ...values, [sumWeights]: weights }, rows, scalar);
  let compared = 0;
  let passedOver = 0;
  for (const { name, values: numbers, moves = true } of variables) {
    for (let element = 0; moves && element < numbers.length; element++) {
      const at = async (shift: number): Promise<number> => {
        const moved = Float64Array.from(numbers);
        moved[element]! += shift;
        const outputs = await sum.compute({ ...values, [name]: moved, [sumWeights]: weights }, rows, scalar);
        return outputs.sum![0]!;
      };
      const [a, b, c, d] = [await at(-step), await at(-step / 2), await at(step / 2), await at(step)] as const;
      const [wide, narrow] = [(d - a) / (2 * step), (c - b) / step];
      const expected = (4 * narrow - wide) / 3;
      const scale = 1 + Math.abs(a) + Math.abs(expected);
      if (!(Math.abs(narrow - wide) <= 1e-4 * scale)) {
        passedOver++;
        continue;
      }
      compared++;
      const found = derived[`gradient of ${name}`]![element]!;
      ensure(
        Math.abs(found - expected) <= 1e-7 * scale + 4 * Math.abs(narrow - wide),
        () =>
          `the derivative of ${what} by ${name}, element ${element} = ${numbers[element]}, is ${found}; ` +
          `by central differences it is ${expected}`,
      );
    }
  }
  ensure(
    compared > 0 && compared >= passedOver,
    `${what} is not smooth at ${passedOver} of ${compared + passedOver} numbers`,
  );
}

async function traceWeightedSum({ variables, rows, trace }: DifferenceCase) {
  const builder = new PlanBuilder();
  const tensors = variables.map(({ name, shape }) =>
    shape[0] === 'batch' ? builder.input(name, shape[1]) : builder.parameter(name, 'weight', shape),
  );
  const result = trace(builder, tensors);
  const [height, columns] = result.shape;
  const weights =
    height === 'batch' ? builder.input(sumWeights, columns) : builder.parameter(sumWeights, 'weight', result.shape);
  const sum = reduceSum(map(mul, result, weights), 'both');
  builder.output('sum', sum);
  // Smaller than the plan with gradients, and computed far more often.
  const forward = simplify(builder.build());
  gradient(sum, tensors).forEach((tensor, i) => {
    builder.output(`gradient of ${variables[i]!.name}`, tensor);
  });
  return {
    sum: await PlanComputation.of(forward),
    gradients: await PlanComputation.of(simplify(builder.build())),
    weights: numbersBetween(-2, 2, (height === 'batch' ? rows : height) * columns, 7),
  };
}
