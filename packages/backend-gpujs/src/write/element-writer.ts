import {
  type AnyExpression,
  type Expression,
  fold,
  type MatmulNode,
  type PlanNode,
  type ReduceNode,
  usedArguments,
} from '@nnf/core';
import type { KernelReads } from './kernel-reads.js';
import type { KernelSetting } from './kernel-setting.js';
import { Reduction } from './reduction.js';
import { numberSource, scalarSource } from './scalar-source.js';
import { type Place, placeAt, type Statements } from './statements.js';

const first = placeAt(0);

/**
 * Writes the statements that compute elements of a plan's nodes. Elements are always several columns of one row; each comes
 * back as a name or a number.
 */
export class ElementWriter {
  constructor(
    readonly setting: KernelSetting,
    private readonly statements: Statements,
    private readonly reads: KernelReads,
  ) {}

  /** The elements of a node in a row, read or computed. */
  elements(index: number, row: Place, columns: readonly Place[]): readonly string[] {
    const node = this.setting.nodes[index]!;
    const [rows, width] = node.shape;
    // Operands of one row or one column are repeated.
    const place = rows === 1 ? first : row;
    if (width > 1) return this.#ownElements(node, index, place, columns);
    const [value] = this.#ownElements(node, index, place, [first]);
    return columns.map(() => value!);
  }

  #ownElements(node: PlanNode, index: number, row: Place, columns: readonly Place[]): readonly string[] {
    if (!('operands' in node)) return columns.map((column) => this.reads.leaf(node, row, column));
    if (this.setting.isInlined(index)) return this.compute(index, row, columns);
    return columns.map((column) => this.reads.element({ kind: 'result', node: index }, row, column));
  }

  /** As `elements`, but computed here even where they are kept elsewhere, too. */
  compute(index: number, row: Place, columns: readonly Place[]): readonly string[] {
    const key = ['node', index, row.text, ...columns.map(({ text }) => text)].join(' ');
    return this.statements.once(key, () => {
      const node = this.setting.nodes[index]!;
      switch (node.operation) {
        case 'map':
        case 'random':
          return this.expression(node.expression, node.operands, row, columns);
        case 'matmul':
          return this.#matmul(node, row, columns);
        case 'reduce':
          return this.#reduce(node, row, columns);
        default:
          return columns.map((column) => this.reads.leaf(node, row, column));
      }
    });
  }

  /** An expression of the elements that the operands have in a row. */
  expression(
    expression: Expression,
    operands: readonly number[],
    row: Place,
    columns: readonly Place[],
  ): readonly string[] {
    const { arithmetic } = this.setting;
    const elements = new Map(
      usedArguments([expression]).map((i) => [i, this.elements(operands[i]!, row, columns)] as const),
    );
    const visit = (node: AnyExpression, [a = '', b = '', c = '']: readonly string[], lane: number): string => {
      if (node.operation === 'argument') return elements.get(node.value)![lane]!;
      if (node.operation === 'constant') return numberSource(node.value, arithmetic);
      return this.statements.name(scalarSource(node.operation, arithmetic)(a, b, c));
    };
    return columns.map((_, lane) => fold<string>(expression, (node, operands) => visit(node, operands, lane)));
  }

  #matmul(
    { operands: [a, b], transposed: [flipA, flipB] }: MatmulNode,
    row: Place,
    columns: readonly Place[],
  ): readonly string[] {
    const [rows, width] = this.#sizeOf(a);
    const sums = columns.map(() => this.statements.variable('0.0'));
    this.statements.forEachOfFours(flipA ? rows : width, this.#isByFours ? 1 : 2, (k) => {
      const [left] = flipA ? this.elements(a, k, [row]) : this.elements(a, row, [k]);
      const right = flipB ? columns.map((column) => this.elements(b, column, [k])[0]) : this.elements(b, k, columns);
      sums.forEach((sum, lane) => {
        this.statements.add(`${sum} = ${sum} + ${left} * ${right[lane]};`);
      });
    });
    return sums.map((sum) => this.statements.settle(sum));
  }

  #reduce({ reduction, operands: [x], axis }: ReduceNode, row: Place, columns: readonly Place[]): readonly string[] {
    const [rows, width] = this.#sizeOf(x);
    const results = columns.map(() => new Reduction(reduction, this.statements));
    switch (axis) {
      case 'rows':
        this.statements.forEach(rows, (r) => {
          for (const [lane, value] of this.elements(x, r, columns).entries())
            results[lane]!.take(value, r.text, r.text);
        });
        break;
      case 'columns':
        this.#prepare(x, row);
        this.#forEachColumn(width, (c) => {
          results[0]!.take(this.elements(x, row, [c])[0]!, c.text, c.text);
        });
        break;
      case 'both':
        this.statements.forEach(rows, (r) => {
          this.#prepare(x, r);
          this.#forEachColumn(width, (c) => {
            const place = `${r.text} * ${width} + ${c.text}`;
            results[0]!.take(this.elements(x, r, [c])[0]!, `${r.text} + ${c.text}`, place);
          });
        });
    }
    return results.map(({ result }) => this.statements.settle(result));
  }

  #forEachColumn(width: number, body: (column: Place) => void): void {
    if (this.#isByFours) this.statements.forEachOfFours(width, 1, body);
    else this.statements.forEach(width, body);
  }

  /** Computes what is the same in all columns of a row before a loop over them, in which it would be computed again. */
  #prepare(index: number, row: Place): void {
    const node = this.setting.nodes[index]!;
    if (!('operands' in node) || !this.setting.isInlined(index)) return;
    if (node.shape[1] === 1) this.elements(index, row, [first]);
    else for (const operand of node.operands) this.#prepare(operand, row);
  }

  get #isByFours(): boolean {
    return this.setting.layout === 'fours';
  }

  #sizeOf(index: number): readonly [rows: number, columns: number] {
    const [rows, columns] = this.setting.nodes[index]!.shape;
    return [rows === 'batch' ? this.setting.rows : rows, columns];
  }
}
