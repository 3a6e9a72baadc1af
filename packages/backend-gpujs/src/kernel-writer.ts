import type { AnyExpression, Expression, MapNode, MatmulNode, PlanNode, RandomNode, ReduceNode } from '@nnf/core';
import { type Arithmetic, numberSource, scalarSource } from './scalar-source.js';

/** What a kernel reads: another kernel's result, a parameter, a batch's rows of the data, or its scalars. */
export type KernelArgument =
  | { readonly kind: 'result'; readonly node: number }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'scalars' }
  | { readonly kind: 'batch' };

/** In which form a data set's matrix goes to the device: its numbers, or one class number a row. */
export type InputForm = 'dense' | 'classes';

/** What stays the same over all kernels of a plan. */
export interface KernelSetting {
  readonly nodes: readonly PlanNode[];
  /** Rows a batch. */
  readonly rows: number;
  readonly forms: Readonly<Record<string, InputForm>>;
  readonly arithmetic: Arithmetic;
  /** Whether the batch's number is read from a matrix of one element, rather than handed in as a number. */
  readonly batchInMatrix: boolean;
  /** Whether the node's element is computed where it is read. */
  readonly isInlined: (node: number) => boolean;
}

/** Names for what has been computed, so that it is not computed again; a loop's own are forgotten at its end. */
class Scope {
  readonly #names = new Map<string, string>();
  constructor(readonly outer?: Scope) {}

  find(key: string): string | undefined {
    return this.#names.get(key) ?? this.outer?.find(key);
  }

  set(key: string, name: string): void {
    this.#names.set(key, name);
  }
}

/** Writes one kernel: statements that compute one element, and the list of what they read. */
export class KernelWriter {
  readonly arguments: KernelArgument[] = [];
  readonly #lines: string[] = [];
  readonly #argumentNames = new Map<string, string>();
  #scope = new Scope();
  #names = 0;

  constructor(readonly setting: KernelSetting) {}

  /** The kernel's text; `result` is what it gives. */
  source(result: string): string {
    const names = this.arguments.map((_, i) => `a${i}`);
    return [
      `function (${names.join(', ')}) {`,
      'const c = this.thread.x;',
      'const r = this.thread.y;',
      ...this.#lines,
      `return ${result};`,
      '}',
    ].join('\n');
  }

  /** The name of what holds a node's element, of row and column as they are named. */
  element(index: number, row: string, column: string): string {
    const node = this.setting.nodes[index]!;
    const isLeaf = !('operands' in node);
    if (isLeaf) return this.#leaf(node, this.#rowOf(node, row), this.#columnOf(node, column));
    const [r, c] = [this.#rowOf(node, row), this.#columnOf(node, column)];
    if (!this.setting.isInlined(index)) return this.#read({ kind: 'result', node: index }, r, c);
    return this.compute(index, r, c);
  }

  /** As `element`, but computed here even where it is kept elsewhere, too. */
  compute(index: number, row: string, column: string): string {
    const node = this.setting.nodes[index]!;
    const key = `${index} ${row} ${column}`;
    const known = this.#scope.find(key);
    if (known) return known;
    const name = this.#computeNew(node, row, column);
    this.#scope.set(key, name);
    return name;
  }

  /** An expression of the elements that the operands have at a place. */
  expression(expression: Expression, operands: readonly number[], row: string, column: string): string {
    const known = new Map<AnyExpression, string>();
    const visit = (node: AnyExpression): string => {
      if (node.operation === 'argument') return this.element(operands[node.value]!, row, column);
      if (node.operation === 'constant') return numberSource(node.value, this.setting.arithmetic);
      const before = known.get(node);
      if (before) return before;
      const [a = '', b = '', c = ''] = node.operands.map(visit);
      const name = this.#name(scalarSource(node.operation, this.setting.arithmetic)(a, b, c));
      known.set(node, name);
      return name;
    };
    return visit(expression);
  }

  #computeNew(node: PlanNode, row: string, column: string): string {
    switch (node.operation) {
      case 'map':
      case 'random':
        return this.#map(node, row, column);
      case 'matmul':
        return this.#matmul(node, row, column);
      case 'reduce':
        return this.#reduce(node, row, column);
      default:
        return this.#leaf(node, row, column);
    }
  }

  #map({ expression, operands }: MapNode | RandomNode, row: string, column: string): string {
    return this.expression(expression, operands, row, column);
  }

  #matmul({ operands: [a, b], transposed: [flipA, flipB] }: MatmulNode, row: string, column: string): string {
    const [rows, columns] = this.#sizeOf(a);
    const sum = this.#variable('0.0');
    this.#loop(flipA ? rows : columns, (k) => {
      const left = flipA ? this.element(a, k, row) : this.element(a, row, k);
      const right = flipB ? this.element(b, column, k) : this.element(b, k, column);
      this.#lines.push(`${sum} = ${sum} + ${left} * ${right};`);
    });
    return sum;
  }

  #reduce({ reduction, operands: [x], axis }: ReduceNode, row: string, column: string): string {
    const [rows, columns] = this.#sizeOf(x);
    const result = this.#variable('0.0');
    const largest = reduction === 'argmax' ? this.#variable('0.0') : result;
    const take = (r: string, c: string): void => {
      const value = this.element(x, r, c);
      if (reduction === 'sum') {
        this.#lines.push(`${result} = ${result} + ${value};`);
        return;
      }
      // The first is taken, whatever is larger, and NaN unless there is one: what is compared with it does not hold.
      const first = [...(axis === 'columns' ? [] : [r]), ...(axis === 'rows' ? [] : [c])].join(' + ');
      const place = axis === 'rows' ? r : axis === 'columns' ? c : `${r} * ${columns} + ${c}`;
      const notANumber = this.#name(`(${value} <= 0.0 ? 0.0 : (${value} > 0.0 ? 0.0 : 1.0))`);
      const hadNone = this.#name(`(${largest} <= 0.0 ? 0.0 : (${largest} > 0.0 ? 0.0 : 1.0))`);
      this.#lines.push(`if (${first} < 1 || ${value} > ${largest} || ${notANumber} > ${hadNone}) {`);
      this.#lines.push(`${largest} = ${value};`);
      if (reduction === 'argmax') this.#lines.push(`${result} = ${place};`);
      this.#lines.push('}');
    };
    if (axis === 'rows') this.#loop(rows, (r) => take(r, column));
    else if (axis === 'columns') this.#loop(columns, (c) => take(row, c));
    else this.#loop(rows, (r) => this.#loop(columns, (c) => take(r, c)));
    return result;
  }

  #leaf(node: PlanNode, row: string, column: string): string {
    switch (node.operation) {
      case 'constant':
        return numberSource(node.value, this.setting.arithmetic);
      case 'index':
        return node.axis === 'rows' ? row : column;
      case 'parameter':
        return this.#read({ kind: 'parameter', name: node.name }, row, column);
      case 'scalar': {
        const scalars = this.setting.nodes.filter(({ operation }) => operation === 'scalar');
        return this.#read({ kind: 'scalars' }, this.#batch(), String(scalars.indexOf(node)));
      }
      case 'input': {
        const place = this.#sum(this.#firstRow(), row);
        const argument = { kind: 'input', name: node.name } as const;
        if (this.setting.forms[node.name] === 'dense') return this.#read(argument, place, column);
        const label = this.#read(argument, place, '0');
        return this.#name(`(${label} === ${column} ? 1.0 : 0.0)`);
      }
      default:
        throw new RangeError(`${node.operation} is no leaf`);
    }
  }

  #read(argument: KernelArgument, row: string, column: string): string {
    return this.#name(`${this.#argument(argument)}[${row}][${column}]`);
  }

  #argument(argument: KernelArgument): string {
    const key = JSON.stringify(argument);
    const known = this.#argumentNames.get(key);
    if (known) return known;
    const name = `a${this.arguments.length}`;
    this.arguments.push(argument);
    this.#argumentNames.set(key, name);
    return name;
  }

  /** The batch's place among those of the run. */
  #batch(): string {
    const name = this.#argument({ kind: 'batch' });
    return this.setting.batchInMatrix ? this.#name(`${name}[0][0]`) : name;
  }

  #firstRow(): string {
    return this.#name(`${this.#batch()} * ${this.setting.rows}`);
  }

  #sum(a: string, b: string): string {
    return this.#name(`${a} + ${b}`);
  }

  /** A name for what a text computes; the same one where it has been computed. */
  #name(text: string): string {
    const key = `text ${text}`;
    const isChanged = /\bv\d/.test(text);
    const known = isChanged ? undefined : this.#scope.find(key);
    if (known) return known;
    const name = `t${this.#names++}`;
    this.#lines.push(`const ${name} = ${text};`);
    if (!isChanged) this.#scope.set(key, name);
    return name;
  }

  #variable(value: string): string {
    const name = `v${this.#names++}`;
    this.#lines.push(`let ${name} = ${value};`);
    return name;
  }

  #loop(count: number, body: (counter: string) => void): void {
    const counter = `k${this.#names++}`;
    this.#lines.push(`for (let ${counter} = 0; ${counter} < ${count}; ${counter}++) {`);
    this.#scope = new Scope(this.#scope);
    body(counter);
    this.#scope = this.#scope.outer!;
    this.#lines.push('}');
  }

  #sizeOf(index: number): readonly [rows: number, columns: number] {
    const [rows, columns] = this.setting.nodes[index]!.shape;
    return [rows === 'batch' ? this.setting.rows : rows, columns];
  }

  /** Operands of one row or one column are repeated. */
  #rowOf({ shape }: PlanNode, row: string): string {
    return shape[0] === 1 ? '0' : row;
  }

  #columnOf({ shape }: PlanNode, column: string): string {
    return shape[1] === 1 ? '0' : column;
  }
}
