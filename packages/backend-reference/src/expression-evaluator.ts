import type { AnyExpression, Expression } from '@nnf/core';
import { type StripFunction, scalarOperations } from './scalar-operations.js';

/** How many numbers are computed at a time: few enough that a whole expression's strips stay in the cache. */
export const stripLength = 512;

interface Instruction {
  readonly apply: StripFunction;
  readonly result: Float64Array;
  readonly operands: readonly [Float64Array, Float64Array, Float64Array];
}

/**
 * Expressions over the same arguments, computed strip by strip: for each operation of the graph one strip, in which the
 * operations that need it find it. The caller fills `arguments`, calls `evaluate`, and reads `results`.
 */
export class ExpressionEvaluator {
  /** One strip an argument, to be filled. */
  readonly arguments: readonly Float64Array[];
  /** One strip an expression. */
  readonly results: readonly Float64Array[];
  readonly #instructions: Instruction[] = [];

  constructor(expressions: readonly Expression[], argumentCount: number) {
    this.arguments = Array.from({ length: argumentCount }, () => new Float64Array(stripLength));
    const strips = new Map<AnyExpression, Float64Array>();
    this.results = expressions.map((expression) => this.#stripOf(expression, strips));
  }

  /** How many operations one number costs. */
  get cost(): number {
    return this.#instructions.length + this.arguments.length + 1;
  }

  /** Computes the first `length` numbers of all results. */
  evaluate(length: number): void {
    for (const { apply, result, operands } of this.#instructions) apply(result, operands[0], operands[1], operands[2], length);
  }

  #stripOf(node: AnyExpression, strips: Map<AnyExpression, Float64Array>): Float64Array {
    if (node.operation === 'argument') return this.arguments[node.value]!;
    const known = strips.get(node);
    if (known) return known;
    const result = new Float64Array(stripLength);
    strips.set(node, result);
    if (node.operation === 'constant') return result.fill(node.value);
    const [a = result, b = result, c = result] = node.operands.map((operand) => this.#stripOf(operand, strips));
    this.#instructions.push({ apply: scalarOperations[node.operation], result, operands: [a, b, c] });
    return result;
  }
}
