import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { planFormat } from '../base/plugin.js';
import {
  type AnyExpression,
  argument,
  Expression,
  type ExpressionOperation,
  isCondition,
  constant as makeConstant,
  rules,
} from './expression.js';
import { fold } from './fold.js';

/** A part of a saved expression: an operation with the indices of its operands, a constant, or an argument's position. */
export type SavedPart = readonly [operation: string, ...operands: readonly (number | string)[]];

/** An expression as plain data. JSON keeps every bit of it. */
export interface SavedExpression {
  /** The plan format that it was saved in. */
  readonly format: number;
  /** Every operation once, after its operands. The last part is the result. */
  readonly parts: readonly SavedPart[];
}

/** What every backend can compile, together with its derivative: engines limit the size of a function. */
const mostOperations = 20_000;

/** The numbers that JSON cannot express. */
const namedNumbers: Readonly<Record<string, number>> = {
  '-0': -0,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * The expression as plain data, for a file. Shared parts stay shared.
 *
 * @example
 * JSON.stringify(saveExpression(max(argument(0), 0)));
 * // {"format":1,"parts":[["argument",0],["constant",0],["max",0,1]]}
 */
export function saveExpression(expression: Expression): SavedExpression {
  const parts: SavedPart[] = [];
  fold<number>(expression, (node, operands) => parts.push(partOf(node, operands)) - 1);
  return { format: planFormat, parts };
}

function partOf({ operation, value }: AnyExpression, operands: readonly number[]): SavedPart {
  if (operation === 'argument') return [operation, value];
  if (operation !== 'constant') return [operation, ...operands];
  const name = Object.keys(namedNumbers).find((key) => Object.is(namedNumbers[key], value));
  return [operation, name ?? value];
}

/**
 * Loads a saved expression, and validates every part of it.
 *
 * @throws NnfError `PLAN_FORMAT` for another plan format, `SAVED_EXPRESSION` naming the first invalid part, or for more than
 * 20,000 operations
 * @example
 * const expression = loadExpression(JSON.parse(text));
 */
export function loadExpression(saved: SavedExpression): Expression {
  const { format, parts } =
    typeof saved === 'object' && saved !== null ? saved : { format: undefined, parts: undefined };
  if (!Array.isArray(parts)) throw new NnfError('SAVED_EXPRESSION', 'saved expression: expected { format, parts }');
  if (format !== planFormat) {
    throw new NnfError(
      'PLAN_FORMAT',
      `saved expression: the plan format is ${describeValue(format)}, expected ${planFormat}; save it again with this @nnf/core`,
    );
  }
  const nodes: AnyExpression[] = [];
  let operations = 0;
  for (const [place, part] of parts.entries()) {
    const node = nodeOf(part, place, nodes);
    if (node.operands.length > 0 && ++operations > mostOperations) {
      throw new NnfError('SAVED_EXPRESSION', `saved expression: it has more than ${mostOperations} operations`);
    }
    nodes.push(node);
  }
  const result = nodes.at(-1);
  if (!result || isCondition(result)) {
    throw new NnfError('SAVED_EXPRESSION', 'saved expression: expected a number as the last part');
  }
  return result;
}

function nodeOf(part: unknown, place: number, before: readonly AnyExpression[]): AnyExpression {
  const refuse = (reason: string): never => {
    throw new NnfError('SAVED_EXPRESSION', `saved expression: part ${place} is ${describePart(part)}, ${reason}`);
  };
  if (!Array.isArray(part) || !isOperation(part[0])) return refuse('expected an operation of this @nnf/core first');
  const operation = part[0];
  const values: readonly unknown[] = part.slice(1);
  if (operation === 'constant' || operation === 'argument') return leafOf(operation, values, refuse);
  const { arity } = rules[operation];
  if (values.length !== arity) return refuse(`expected ${arity} operands`);
  const operands = values.map((value, i) => {
    const operand = typeof value === 'number' ? before[value] : undefined;
    if (!operand) return refuse('expected indices of earlier parts as operands');
    if (operand.kind !== operandKind(operation, i))
      return refuse(`expected a ${operandKind(operation, i)} as operand ${i}`);
    return operand;
  });
  return conditions.has(operation)
    ? new Expression('condition', operation, operands)
    : new Expression('number', operation, operands);
}

/** A part as text. It is not written out whole: it may be a list of a million numbers, or lists in lists. */
function describePart(part: unknown): string {
  if (!Array.isArray(part)) return describeValue(part);
  return `[${part.slice(0, 4).map(describeValue).join(', ')}${part.length > 4 ? ', …' : ''}]`;
}

function leafOf(
  operation: 'constant' | 'argument',
  values: readonly unknown[],
  refuse: (reason: string) => never,
): Expression {
  const [value] = values;
  if (operation === 'argument') {
    return Number.isSafeInteger(value) && Number(value) >= 0 ? argument(Number(value)) : refuse('expected a position');
  }
  const isNamed = typeof value === 'string' && Object.hasOwn(namedNumbers, value);
  const number = isNamed ? namedNumbers[value] : value;
  return typeof number === 'number' ? makeConstant(number) : refuse('expected a number');
}

/** The operations whose result is a condition. */
const conditions: ReadonlySet<ExpressionOperation> = /* @__PURE__ */ new Set<ExpressionOperation>([
  'gt',
  'ge',
  'lt',
  'le',
  'eq',
  'and',
  'or',
  'not',
]);

/** The kind that an operation requires of an operand. */
function operandKind(operation: ExpressionOperation, place: number): AnyExpression['kind'] {
  if (operation === 'and' || operation === 'or' || operation === 'not') return 'condition';
  return operation === 'where' && place === 0 ? 'condition' : 'number';
}

function isOperation(value: unknown): value is ExpressionOperation {
  return typeof value === 'string' && Object.hasOwn(rules, value);
}
