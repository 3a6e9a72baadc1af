import { cpu } from '@nnf/backend-cpu';
import {
  constant,
  createNetwork,
  differentiateExpression,
  type Expression,
  elementwise,
  InputLayer,
  OutputLayer,
  printExpression,
  simplifyExpression,
} from '@nnf/core';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { parseExpression } from '../expression/parse-expression.js';
import { ExpressionError } from '../expression/tokens.js';

/** The curves of a formula and its derivative, or an error with its position. */
export type ExpressionPlot =
  | {
      readonly x: Float64Array;
      readonly y: Float64Array;
      readonly derivative: Float64Array;
      /** The derivative as a formula of a, the argument. */
      readonly derivativeText: string;
    }
  | { readonly error: string; readonly from: number; readonly to: number };

const reach = 6;
const points = 241;

/** Parses a formula and evaluates it as a network would, with the CPU backend in float64. */
export async function plotExpression(text: string): Promise<ExpressionPlot> {
  try {
    const expression = parseExpression(text);
    const [partial = constant(0)] = differentiateExpression(expression, 1, constant(1));
    const derivative = simplifyExpression(partial);
    const x = Float64Array.from({ length: points }, (_, i) => -reach + (2 * reach * i) / (points - 1));
    const [y, slope] = await Promise.all([valuesOf(expression, x), valuesOf(derivative, x)]);
    return { x, y, derivative: slope, derivativeText: printExpression(derivative, 40).replaceAll(/\ba\b/g, 'x') };
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.message, from: error.from, to: error.to };
    return { error: error instanceof Error ? error.message : String(error), from: 0, to: text.length };
  }
}

async function valuesOf(expression: Expression, x: Float64Array): Promise<Float64Array> {
  const output = new OutputLayer(
    1,
    elementwise('formula', () => expression),
    meanSquaredError,
    { weights: [[1]], biases: [0] },
  );
  const network = await createNetwork([new InputLayer(1), output], { backend: cpu({ dtype: 'float64' }), seed: 0 });
  const { data } = await network.predict({ rows: x.length, columns: 1, data: x });
  network.dispose();
  return Float64Array.from(data);
}
