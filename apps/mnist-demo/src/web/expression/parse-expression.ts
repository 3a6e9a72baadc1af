import { argument, constant, type Expression, isCondition, mul, neg } from '@nnf/core';
import { ExpressionError, type Token, tokensOf } from './tokens.js';
import { comparisons, constants, functions, logic, type Node, products, sums } from './vocabulary.js';

/** Limits on nesting and length: the parser calls itself for what is nested. */
const deepest = 100;
const longest = 500;
const greatestPower = 16;

/**
 * Parses an expression of `x`, such as `x > 0 ? x : 0.1 * (exp(x) - 1)`, into core's form. Never runs it as JavaScript.
 *
 * Operators from lowest to highest precedence: `c ? a : b`, `or`, `and`, `not`, comparisons, `+ -`, `* /`, signs, `^` with an
 * integer exponent.
 *
 * @throws ExpressionError with the position, for a syntax error
 */
export function parseExpression(text: string): Expression {
  if (text.trim() === '') throw new ExpressionError('Write a formula of x, such as x * sigmoid(x)', 0, text.length);
  if (text.length > longest) throw new ExpressionError(`More than ${longest} characters`, longest, text.length);
  return new Parser(tokensOf(text)).parse();
}

class Parser {
  #at = 0;
  #depth = 0;

  constructor(readonly tokens: readonly Token[]) {}

  parse(): Expression {
    const start = this.#next;
    const result = this.#number(this.#choice(), start);
    const { kind, text, from, to } = this.#next;
    if (kind !== 'end') throw new ExpressionError(`Unexpected ‘${text}’ after the formula`, from, to);
    return result;
  }

  get #next(): Token {
    return this.tokens[Math.min(this.#at, this.tokens.length - 1)]!;
  }

  #choice(): Node {
    const start = this.#next;
    if (++this.#depth > deepest) throw new ExpressionError('Nested too deeply', start.from, start.to);
    const result = this.#alternatives(start);
    this.#depth--;
    return result;
  }

  #alternatives(start: Token): Node {
    const first = this.#either();
    const question = this.#next;
    if (!this.#take('?')) return first;
    if (!isCondition(first)) {
      throw new ExpressionError('Expected a comparison before ‘?’, such as x > 0', start.from, question.from);
    }
    const left = this.#number(this.#choice(), question);
    this.#expect(':');
    const colon = this.#next;
    return logic.where(first, left, this.#number(this.#choice(), colon));
  }

  #either(): Node {
    const start = this.#next;
    let left = this.#both();
    while (this.#take('or', '||')) {
      const right = this.#next;
      left = logic.or(this.#condition(left, start), this.#condition(this.#both(), right));
    }
    return left;
  }

  #both(): Node {
    const start = this.#next;
    let left = this.#negation();
    while (this.#take('and', '&&')) {
      const right = this.#next;
      left = logic.and(this.#condition(left, start), this.#condition(this.#negation(), right));
    }
    return left;
  }

  #negation(): Node {
    let count = 0;
    while (this.#take('not', '!')) count++;
    const start = this.#next;
    const found = this.#comparison();
    if (count === 0) return found;
    const condition = this.#condition(found, start);
    return count % 2 === 1 ? logic.not(condition) : condition;
  }

  #comparison(): Node {
    const start = this.#next;
    const left = this.#sum();
    const compare = comparisons.get(this.#next.text);
    if (!compare) return left;
    this.#at++;
    const right = this.#next;
    return compare(this.#number(left, start), this.#number(this.#sum(), right));
  }

  #sum(): Node {
    return this.#chain(sums, () => this.#product());
  }

  #product(): Node {
    return this.#chain(products, () => this.#signed());
  }

  #chain(operators: typeof sums, operand: () => Node): Node {
    const start = this.#next;
    let left = operand();
    for (let apply = operators.get(this.#next.text); apply; apply = operators.get(this.#next.text)) {
      this.#at++;
      const right = this.#next;
      left = apply(this.#number(left, start), this.#number(operand(), right));
    }
    return left;
  }

  #signed(): Node {
    let minuses = 0;
    for (; this.#next.text === '-' || this.#next.text === '+'; this.#at++) if (this.#next.text === '-') minuses++;
    const start = this.#next;
    const value = this.#power();
    if (minuses === 0) return value;
    const number = this.#number(value, start);
    return minuses % 2 === 1 ? neg(number) : number;
  }

  #power(): Node {
    const start = this.#next;
    const base = this.#atom();
    if (!this.#take('^', '**')) return base;
    const exponent = this.#next;
    const power = exponent.kind === 'number' ? Number(exponent.text) : Number.NaN;
    if (!(Number.isInteger(power) && power >= 0 && power <= greatestPower)) {
      throw new ExpressionError(
        `A power must be a whole number from 0 to ${greatestPower}; for others write exp(p * log(x))`,
        exponent.from,
        exponent.to,
      );
    }
    this.#at++;
    const number = this.#number(base, start);
    let result: Expression = constant(1);
    for (let i = 0; i < power; i++) result = i === 0 ? number : mul(result, number);
    return result;
  }

  #atom(): Node {
    const token = this.#next;
    this.#at++;
    if (token.kind === 'number') return constant(Number(token.text));
    if (token.kind === 'name') return this.#named(token);
    if (token.text === '(') {
      const inner = this.#choice();
      this.#expect(')');
      return inner;
    }
    const found = token.kind === 'end' ? 'the formula ends' : `found ‘${token.text}’`;
    throw new ExpressionError(`Expected a number, x or a function: ${found}`, token.from, token.to);
  }

  #named({ text: name, from, to }: Token): Expression {
    const known = functions.get(name);
    if (name === 'x') return argument(0);
    const value = constants.get(name);
    if (value !== undefined) return constant(value);
    if (!known) {
      const list = ['x', ...constants.keys(), ...functions.keys()].join(', ');
      throw new ExpressionError(`Unknown name ‘${name}’; known names: ${list}`, from, to);
    }
    this.#expect('(');
    const args: Expression[] = [];
    do {
      const start = this.#next;
      args.push(this.#number(this.#choice(), start));
    } while (this.#take(','));
    this.#expect(')');
    if (args.length === known.arity) return known.apply(args);
    const wanted = known.arity === 1 ? 'one number' : `${known.arity} numbers`;
    throw new ExpressionError(`${name} takes ${wanted}, got ${args.length}`, from, this.tokens[this.#at - 1]!.to);
  }

  #take(...texts: readonly string[]): boolean {
    if (!texts.includes(this.#next.text)) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    const { kind, text: found, from, to } = this.#next;
    if (this.#take(text)) return;
    throw new ExpressionError(`‘${text}’ is missing ${kind === 'end' ? 'at the end' : `before ‘${found}’`}`, from, to);
  }

  #number(node: Node, start: Token): Expression {
    if (!isCondition(node)) return node;
    const end = this.tokens[this.#at - 1]!.to;
    throw new ExpressionError('Expected a number, found a comparison; write c ? 1 : 0', start.from, end);
  }

  #condition(node: Node, start: Token) {
    if (isCondition(node)) return node;
    const end = this.tokens[this.#at - 1]!.to;
    throw new ExpressionError('Expected a comparison, such as x > 0', start.from, end);
  }
}
