import type { ReduceNode } from '@nnf/core';
import type { Statements } from './statements.js';

/** A maximum or its position in the making: statements that take one element after the other. */
export class Reduction {
  readonly result: string;
  readonly #largest: string;

  constructor(
    readonly kind: Exclude<ReduceNode['reduction'], 'sum'>,
    readonly statements: Statements,
  ) {
    this.result = statements.variable('0.0');
    this.#largest = kind === 'argmax' ? statements.variable('0.0') : this.result;
  }

  /**
   * @param value the next element
   * @param isNotFirst a text that is 0 for the first element
   * @param place the element's number among those that are reduced
   */
  take(value: string, isNotFirst: string, place: string): void {
    const { result, statements } = this;
    // The first is taken, whatever is larger, and NaN unless there is one: what is compared with it does not hold.
    const largest = this.#largest;
    const notANumber = statements.name(`(${value} <= 0.0 ? 0.0 : (${value} > 0.0 ? 0.0 : 1.0))`);
    const hadNone = statements.name(`(${largest} <= 0.0 ? 0.0 : (${largest} > 0.0 ? 0.0 : 1.0))`);
    statements.block(`if (${isNotFirst} < 1 || ${value} > ${largest} || ${notANumber} > ${hadNone})`, () => {
      statements.add(`${largest} = ${value};`);
      if (this.kind === 'argmax') statements.add(`${result} = ${place};`);
    });
  }
}
