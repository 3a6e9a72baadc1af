import {
  type AnyExpression,
  type Expression,
  type MatmulNode,
  type PlanNode,
  type ReduceNode,
  usedArguments,
} from '@nnf/core';
import { Reduction } from './reduction.js';
import { type Arithmetic, numberSource, scalarSource } from './scalar-source.js';
import { type Place, placeAt, placesOfFour, Statements } from './statements.js';

/** What a kernel reads: another kernel's result, a parameter, a batch's rows of the data, or its scalars. */
export type KernelArgument =
  | { readonly kind: 'result'; readonly node: number }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'scalars' }
  /** The batch's number in its run. */
  | { readonly kind: 'batch' }
  /** What was gathered from the batches before. */
  | { readonly kind: 'gathered' };

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
  /** Whether a matrix's columns lie by fours, and a kernel computes four at once: in textures, whose elements are fours. */
  readonly byFours: boolean;
  /** Whether the node's element is computed where it is read. */
  readonly isInlined: (node: number) => boolean;
}

const first = placeAt(0);
/** The row that a kernel computes. */
const ownRow: Place = { text: 'r' };

/**
 * Writes one kernel: statements that compute one element, or four neighbours in a row, and the list of what they read.
 * Elements are always asked for as several columns of one row; each is a name or a number.
 */
export class KernelWriter {
  readonly arguments: KernelArgument[] = [];
  readonly #statements = new Statements();
  readonly #argumentNames = new Map<string, string>();

  constructor(readonly setting: KernelSetting) {}

  /** The text of a kernel that computes a node. */
  computing(index: number): string {
    return this.#source(this.#compute(index, ownRow, this.#ownColumns(index)));
  }

  /** The text of a kernel that computes an update's new value of one parameter. */
  updating(index: number, expression: Expression, operands: readonly number[]): string {
    return this.#source(this.#expression(expression, operands, ownRow, this.#ownColumns(index)));
  }

  /**
   * The text of a kernel that puts a batch's rows of several outputs beside those of the batches before. What is gathered
   * lies on its side, a column of an output in a row, since gpu.js hands a matrix out row by row.
   *
   * @param isFirst whether there are none before
   */
  collecting(outputs: readonly number[], isFirst: boolean): string {
    const { nodes, rows } = this.setting;
    const statements = this.#statements;
    const row = statements.name(`c - ${this.#batch()} * ${rows}`);
    const value = statements.variable(isFirst ? '0.0' : `${this.#argument({ kind: 'gathered' })}[r][c]`);
    statements.block(`if (${row} >= 0 && ${row} < ${rows})`, () => {
      let start = 0;
      for (const output of outputs) {
        const columns = nodes[output]!.shape[1];
        statements.block(`if (r >= ${start} && r < ${start + columns})`, () => {
          const column = columns === 1 ? first : { text: statements.name(`r - ${start}`) };
          statements.add(`${value} = ${this.#elements(output, { text: row }, [column])[0]};`);
        });
        start += columns;
      }
    });
    return this.#text(value);
  }

  /** The elements of a node in a row, read or computed. */
  #elements(index: number, row: Place, columns: readonly Place[]): readonly string[] {
    const node = this.setting.nodes[index]!;
    const [rows, width] = node.shape;
    // Operands of one row or one column are repeated.
    const ownRow = rows === 1 ? first : row;
    if (width === 1)
      return this.#ownElements(node, index, ownRow, [first]).flatMap((value) => columns.map(() => value));
    return this.#ownElements(node, index, ownRow, columns);
  }

  #ownElements(node: PlanNode, index: number, row: Place, columns: readonly Place[]): readonly string[] {
    if (!('operands' in node)) return columns.map((column) => this.#leaf(node, row, column));
    if (this.setting.isInlined(index)) return this.#compute(index, row, columns);
    return columns.map((column) => this.#read({ kind: 'result', node: index }, row, column));
  }

  /** As `#elements`, but computed here even where they are kept elsewhere, too. */
  #compute(index: number, row: Place, columns: readonly Place[]): readonly string[] {
    const key = ['node', index, row.text, ...columns.map(({ text }) => text)].join(' ');
    return this.#statements.once(key, () => {
      const node = this.setting.nodes[index]!;
      switch (node.operation) {
        case 'map':
        case 'random':
          return this.#expression(node.expression, node.operands, row, columns);
        case 'matmul':
          return this.#matmul(node, row, columns);
        case 'reduce':
          return this.#reduce(node, row, columns);
        default:
          return columns.map((column) => this.#leaf(node, row, column));
      }
    });
  }

  /** An expression of the elements that the operands have in a row. */
  #expression(
    expression: Expression,
    operands: readonly number[],
    row: Place,
    columns: readonly Place[],
  ): readonly string[] {
    const { arithmetic } = this.setting;
    const elements = new Map(
      usedArguments([expression]).map((i) => [i, this.#elements(operands[i]!, row, columns)] as const),
    );
    return columns.map((_, lane) => {
      const known = new Map<AnyExpression, string>();
      const visit = (node: AnyExpression): string => {
        if (node.operation === 'argument') return elements.get(node.value)![lane]!;
        if (node.operation === 'constant') return numberSource(node.value, arithmetic);
        const before = known.get(node);
        if (before) return before;
        const [a = '', b = '', c = ''] = node.operands.map(visit);
        const name = this.#statements.name(scalarSource(node.operation, arithmetic)(a, b, c));
        known.set(node, name);
        return name;
      };
      return visit(expression);
    });
  }

  #matmul(
    { operands: [a, b], transposed: [flipA, flipB] }: MatmulNode,
    row: Place,
    columns: readonly Place[],
  ): readonly string[] {
    const [rows, width] = this.#sizeOf(a);
    const sums = columns.map(() => this.#statements.variable('0.0'));
    this.#statements.forEachOfFours(flipA ? rows : width, (k) => {
      const [left] = flipA ? this.#elements(a, k, [row]) : this.#elements(a, row, [k]);
      const right = flipB ? columns.map((column) => this.#elements(b, column, [k])[0]) : this.#elements(b, k, columns);
      sums.forEach((sum, lane) => {
        this.#statements.add(`${sum} = ${sum} + ${left} * ${right[lane]};`);
      });
    });
    return sums.map((sum) => this.#statements.settle(sum));
  }

  #reduce({ reduction, operands: [x], axis }: ReduceNode, row: Place, columns: readonly Place[]): readonly string[] {
    const [rows, width] = this.#sizeOf(x);
    const results = columns.map(() => new Reduction(reduction, this.#statements));
    switch (axis) {
      case 'rows':
        this.#statements.forEach(rows, (r) => {
          for (const [lane, value] of this.#elements(x, r, columns).entries())
            results[lane]!.take(value, r.text, r.text);
        });
        break;
      case 'columns':
        this.#prepare(x, row);
        this.#forEachColumn(width, (c) => {
          results[0]!.take(this.#elements(x, row, [c])[0]!, c.text, c.text);
        });
        break;
      case 'both':
        this.#statements.forEach(rows, (r) => {
          this.#prepare(x, r);
          this.#forEachColumn(width, (c) => {
            const place = `${r.text} * ${width} + ${c.text}`;
            results[0]!.take(this.#elements(x, r, [c])[0]!, `${r.text} + ${c.text}`, place);
          });
        });
    }
    return results.map(({ result }) => this.#statements.settle(result));
  }

  #forEachColumn(width: number, body: (column: Place) => void): void {
    if (this.setting.byFours) this.#statements.forEachOfFours(width, body);
    else this.#statements.forEach(width, body);
  }

  /** Computes what is the same in all columns of a row before a loop over them, in which it would be computed again. */
  #prepare(index: number, row: Place): void {
    const node = this.setting.nodes[index]!;
    if (!('operands' in node) || !this.setting.isInlined(index)) return;
    if (node.shape[1] === 1) this.#elements(index, row, [first]);
    else for (const operand of node.operands) this.#prepare(operand, row);
  }

  #leaf(node: PlanNode, row: Place, column: Place): string {
    switch (node.operation) {
      case 'constant':
        return numberSource(node.value, this.setting.arithmetic);
      case 'index':
        return (node.axis === 'rows' ? row : column).text;
      case 'parameter':
        return this.#read({ kind: 'parameter', name: node.name }, row, column);
      case 'scalar': {
        const scalars = this.setting.nodes.filter(({ operation }) => operation === 'scalar');
        return this.#read({ kind: 'scalars' }, { text: this.#batch() }, placeAt(scalars.indexOf(node)));
      }
      case 'input': {
        const before = this.#statements.name(`${this.#batch()} * ${this.setting.rows}`);
        const place = { text: this.#statements.name(`${before} + ${row.text}`) };
        const argument = { kind: 'input', name: node.name } as const;
        if (this.setting.forms[node.name] === 'dense') return this.#read(argument, place, column);
        const label = this.#read(argument, place, first);
        return this.#statements.name(`(${label} === ${column.text} ? 1.0 : 0.0)`);
      }
      default:
        throw new RangeError(`${node.operation} is no leaf`);
    }
  }

  #read(argument: KernelArgument, row: Place, column: Place): string {
    const matrix = this.#argument(argument);
    if (!this.setting.byFours) return this.#statements.name(`${matrix}[${row.text}][${column.text}]`);
    const four = column.four ?? this.#statements.name(`Math.floor(${column.text} / 4)`);
    const lane = column.lane ?? this.#statements.name(`${column.text} - ${four} * 4`);
    return this.#statements.name(`${this.#statements.name(`${matrix}[${row.text}][${four}]`)}[${lane}]`);
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

  #batch(): string {
    const name = this.#argument({ kind: 'batch' });
    return this.setting.batchInMatrix ? this.#statements.name(`${name}[0][0]`) : name;
  }

  /** The columns that the kernel computes. */
  #ownColumns(index: number): readonly Place[] {
    return this.setting.byFours ? placesOfFour('c', this.setting.nodes[index]!.shape[1]) : [{ text: 'c' }];
  }

  #source(results: readonly string[]): string {
    // What is only copied is an integer to gpu.js where it counts rows or columns.
    const numbers = results.map((result) => (/^[tv]\d+$/.test(result) ? result : `${result} + 0.0`));
    if (!this.setting.byFours) return this.#text(numbers[0]!);
    const four = Array.from({ length: 4 }, (_, lane) => numbers[lane] ?? '0.0');
    return this.#text(`[${four.join(', ')}]`);
  }

  /** The kernel's text; `result` is what it gives. */
  #text(result: string): string {
    const names = this.arguments.map((_, i) => `a${i}`);
    return [
      `function (${names.join(', ')}) {`,
      'const c = this.thread.x;',
      'const r = this.thread.y;',
      ...this.#statements.lines,
      `return ${result};`,
      '}',
    ].join('\n');
  }

  #sizeOf(index: number): readonly [rows: number, columns: number] {
    const [rows, columns] = this.setting.nodes[index]!.shape;
    return [rows === 'batch' ? this.setting.rows : rows, columns];
  }
}
