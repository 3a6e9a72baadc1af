import { type PlanNode, singleNumber } from '@nnf/core';
import type { KernelSetting } from './kernel-setting.js';
import { numberSource } from './scalar-source.js';
import { type Place, placeAt, type Statements } from './statements.js';

/** What a kernel reads: another kernel's result, a parameter, a constant, a batch's rows of the data, or its scalars. */
export type KernelArgument =
  | { readonly kind: 'result'; readonly node: number }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'constant'; readonly node: number }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'scalars' }
  /** The batch's number in its run. */
  | { readonly kind: 'batch' }
  /** What was gathered from the batches before. */
  | { readonly kind: 'gathered' };

const first = placeAt(0);

/** The reading part of a kernel: its arguments, in the order in which they were first read, and names for their elements. */
export class KernelReads {
  readonly arguments: KernelArgument[] = [];
  readonly #names = new Map<string, string>();
  readonly #setting: KernelSetting;
  readonly #statements: Statements;

  constructor(setting: KernelSetting, statements: Statements) {
    this.#setting = setting;
    this.#statements = statements;
  }

  /** An element of what is not computed. */
  leaf(node: PlanNode, row: Place, column: Place): string {
    switch (node.operation) {
      case 'constant': {
        const single = singleNumber(node);
        if (single !== undefined) return numberSource(single, this.#setting.arithmetic);
        return this.element({ kind: 'constant', node: this.#setting.nodes.indexOf(node) }, row, column);
      }
      case 'index':
        return (node.axis === 'rows' ? row : column).text;
      case 'parameter':
        return this.element({ kind: 'parameter', name: node.name }, row, column);
      case 'scalar': {
        const scalars = this.#setting.nodes.filter(({ operation }) => operation === 'scalar');
        return this.element({ kind: 'scalars' }, { text: this.batch() }, placeAt(scalars.indexOf(node)));
      }
      case 'input': {
        const before = this.#statements.name(`${this.batch()} * ${this.#setting.rows}`);
        const place = { text: this.#statements.name(`${before} + ${row.text}`) };
        const argument = { kind: 'input', name: node.name } as const;
        if (this.#setting.encodings[node.name] === 'dense') return this.element(argument, place, column);
        const label = this.element(argument, place, first);
        return this.#statements.name(`(${label} === ${column.text} ? 1.0 : 0.0)`);
      }
      default:
        throw new RangeError(`${node.operation} is no leaf`);
    }
  }

  /** An element of a matrix. */
  element(argument: KernelArgument, row: Place, column: Place): string {
    const matrix = this.argument(argument);
    const { layout } = this.#setting;
    if (layout === 'flat' && row.integer !== undefined && column.integer !== undefined) {
      return this.#statements.name(`${matrix}[${row.integer} * ${this.#widthOf(argument)} + ${column.integer}]`);
    }
    if (layout !== 'fours') return this.#statements.name(`${matrix}[${row.text}][${column.text}]`);
    const four = column.four ?? this.#statements.name(`Math.floor(${column.text} / 4)`);
    const lane = column.lane ?? this.#statements.name(`${column.text} - ${four} * 4`);
    return this.#statements.name(`${this.#statements.name(`${matrix}[${row.text}][${four}]`)}[${lane}]`);
  }

  #widthOf(argument: KernelArgument): number {
    const { nodes } = this.#setting;
    if (argument.kind === 'result' || argument.kind === 'constant') return nodes[argument.node]!.shape[1];
    const node = nodes.find((one) => one.operation === argument.kind && one.name === argument.name);
    // Rows of the others depend on the batch's number.
    if (!node) throw new RangeError(`a ${argument.kind} is found by row and column`);
    return node.shape[1];
  }

  /** The name of an argument. */
  argument(argument: KernelArgument): string {
    const key = JSON.stringify(argument);
    const known = this.#names.get(key);
    if (known) return known;
    const name = `a${this.arguments.length}`;
    this.arguments.push(argument);
    this.#names.set(key, name);
    return name;
  }

  /** The batch's number. */
  batch(): string {
    const name = this.argument({ kind: 'batch' });
    return this.#setting.batchInMatrix ? this.#statements.name(`${name}[0][0]`) : name;
  }
}
