import type { AnyExpression, ExpressionOperation } from '../expression/expression.js';
import { fold } from '../expression/fold.js';

/** The options of the interpreter. */
export interface Interpretation {
  /** Rounds every result to a number type, such as `Math.fround`. Default: no rounding. */
  readonly round?: (value: number) => number;
  /** Notes every choice between pieces of a function: two runs with the same choices lie on the same smooth piece. */
  readonly choices?: number[];
  /** Records the largest magnitude of any part. */
  readonly largest?: { value: number };
}

/**
 * Evaluates an expression for one set of numbers, literally by the definition of every operation. It is independent of the
 * backends.
 */
export function interpretExpression(
  expression: AnyExpression,
  values: readonly number[],
  { round = (value) => value, choices, largest }: Interpretation = {},
): number {
  const results: number[] = [];
  for (const { node, places } of inOrder(expression)) {
    const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = places.map((place) => results[place]!);
    const result = round(compute(node.operation, { a, b, c, value: node.value, values, round }));
    if (choices) noteChoice(choices, node.operation, a, b, result);
    if (largest) largest.value = Math.max(largest.value, Math.abs(result));
    results.push(result);
  }
  return results.at(-1)!;
}

interface Part {
  readonly node: AnyExpression;
  readonly places: readonly number[];
}

const orders = new WeakMap<AnyExpression, readonly Part[]>();

/** Every part once, its operands before it; kept, since an expression is interpreted for many numbers. */
function inOrder(expression: AnyExpression): readonly Part[] {
  const known = orders.get(expression);
  if (known) return known;
  const parts: Part[] = [];
  fold<number>(expression, (node, places) => parts.push({ node, places }) - 1);
  orders.set(expression, parts);
  return parts;
}

interface Operands {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly value: number;
  readonly values: readonly number[];
  readonly round: (value: number) => number;
}

function compute(operation: ExpressionOperation, { a, b, c, value, values, round }: Operands): number {
  switch (operation) {
    case 'constant':
      return value;
    case 'argument':
      return values[value]!;
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return a / b;
    case 'neg':
      return -a;
    case 'max':
      return Math.max(a, b);
    case 'min':
      return Math.min(a, b);
    case 'abs':
      return Math.abs(a);
    case 'floor':
      return Math.floor(a);
    case 'sqrt':
      return Math.sqrt(a);
    case 'exp':
      return Math.exp(a);
    case 'log':
      return Math.log(a);
    case 'sin':
      return Math.sin(a);
    case 'cos':
      return Math.cos(a);
    case 'tanh':
      return Math.tanh(a);
    case 'sigmoid':
      return 1 / round(1 + round(Math.exp(-a)));
    case 'softplus':
      return Math.max(a, 0) + round(Math.log1p(round(Math.exp(-Math.abs(a)))));
    case 'stopGradient':
      return a;
    case 'gt':
      return a > b ? 1 : 0;
    case 'ge':
      return a >= b ? 1 : 0;
    case 'lt':
      return a < b ? 1 : 0;
    case 'le':
      return a <= b ? 1 : 0;
    case 'eq':
      return a === b ? 1 : 0;
    case 'and':
      return a && b;
    case 'or':
      return a || b;
    case 'not':
      return a ? 0 : 1;
    case 'where':
      return a ? b : c;
  }
}

function noteChoice(choices: number[], operation: ExpressionOperation, a: number, b: number, result: number): void {
  switch (operation) {
    case 'max':
    case 'min':
      choices.push(Math.sign(a - b));
      return;
    case 'abs':
      choices.push(Math.sign(a));
      return;
    case 'sqrt':
      // At 0 the derivative is infinite and differences are meaningless: NaN equals no other choice.
      if (a === 0) choices.push(Number.NaN);
      return;
    case 'floor':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
    case 'eq':
      choices.push(result);
  }
}
