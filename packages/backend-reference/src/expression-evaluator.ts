import { type AnyExpression, type Expression, fold } from '@nnf/core';
import { type StripFunction, scalarOperations } from './scalar-operations.js';

/** How many numbers are computed at a time: few enough that a whole expression's strips stay in the cache. */
export const stripLength = 512;

/** Numbers to read from a place on: of an argument, wherever the caller has them; of a part of an expression, its strip. */
export interface Source {
  values: Float64Array;
  start: number;
}

interface Instruction {
  readonly apply: StripFunction;
  readonly result: Source;
  readonly operands: readonly [a: Source, b: Source, c: Source];
}

/**
 * Expressions over the same arguments, computed strip by strip: for each operation of the graph one strip, in which the
 * operations that need it find it. The caller points `arguments` at the numbers, calls `evaluate`, and reads `results`.
 */
export class ExpressionEvaluator {
  readonly arguments: readonly Source[];
  readonly results: readonly Source[];
  readonly #instructions: Instruction[] = [];

  constructor(expressions: readonly Expression[], argumentCount: number) {
    this.arguments = Array.from({ length: argumentCount }, newStrip);
    const strips = new Map<AnyExpression, Source>();
    const visit = (node: AnyExpression, operands: readonly Source[]): Source => this.#sourceOf(node, operands);
    const sources = expressions.map((expression) => fold(expression, visit, strips));
    // A bare argument is read where it is, which will not do where writing another result may have changed it.
    this.results = sources.map((source) =>
      sources.length > 1 && this.arguments.includes(source) ? this.#copyOf(source) : source,
    );
  }

  /** About how many elementary operations one number costs. */
  get cost(): number {
    return this.#instructions.length + this.arguments.length + 1;
  }

  /** Computes the first `length` numbers of all results. */
  evaluate(length: number): void {
    for (const { apply, result, operands } of this.#instructions) {
      const [a, b, c] = operands;
      apply(result.values, length, a.values, a.start, b.values, b.start, c.values, c.start);
    }
  }

  #sourceOf(node: AnyExpression, operands: readonly Source[]): Source {
    if (node.operation === 'argument') return this.arguments[node.value]!;
    const result = newStrip();
    if (node.operation === 'constant') {
      result.values.fill(node.value);
      return result;
    }
    const [a = result, b = result, c = result] = operands;
    this.#instructions.push({ apply: scalarOperations[node.operation], result, operands: [a, b, c] });
    return result;
  }

  #copyOf(source: Source): Source {
    const result = newStrip();
    this.#instructions.push({ apply: scalarOperations.stopGradient, result, operands: [source, source, source] });
    return result;
  }
}

function newStrip(): Source {
  return { values: new Float64Array(stripLength), start: 0 };
}
