import type { Buffer } from '../memory/buffer.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';
import type { Computation } from './computation.js';
import { expressionTerms } from './expression-code.js';
import type { KernelContext } from './kernel.js';
import { operandTerm, type Position, storeAll, storeFirstLane, storeTerm } from './operand.js';

/**
 * What is done with a product while it is in registers. It is the operand of a map or an update, whose results are
 * stored instead of the product.
 */
export interface Epilogue {
  /** They have the product's shape. An update's results are parameters. */
  readonly results: readonly Buffer[];
  readonly computation: Computation;
  /** The computation's arguments; undefined stands for the product. */
  readonly operands: readonly (Buffer | undefined)[];
}

/** Applies the epilogue to one vector of the product, and stores the results. */
export function finish(
  formula: VectorFormula,
  context: KernelContext,
  epilogue: Epilogue,
  product: Term,
  position: Position,
): void {
  const first = epilogue.results[0]!;
  const store = first.shape[1] === 1 ? storeFirstLane : storeTerm;
  const values = epilogue.operands.map((operand) =>
    operand ? formula.let(operandTerm(formula, operand, first, position)) : product,
  );
  const terms = expressionTerms(formula, epilogue.computation, values, context.functionNumber);
  storeAll(formula, terms, epilogue.results, position, store);
}
