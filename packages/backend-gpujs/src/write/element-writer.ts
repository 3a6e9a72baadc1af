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
import { addUp, type Loop, longestChain, productDivision, reductionDivision } from './long-sum.js';
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
          return node.reduction === 'sum'
            ? this.#sum(node, row, columns)
            : this.#reduce(node, node.reduction, row, columns);
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
    const loop: Loop = (count, start, body) =>
      this.statements.forEachOfFours(count, this.#isByFours ? 1 : 2, body, start);
    const { inFloat64 } = this.setting;
    const sums = {
      count: flipA ? rows : width,
      width: columns.length,
      unit: 4,
      inFloat64,
      ...productDivision,
    } as const;
    return addUp(this.statements, sums, loop, (k) => {
      const [left] = flipA ? this.elements(a, k, [row]) : this.elements(a, row, [k]);
      const right = flipB ? columns.map((column) => this.elements(b, column, [k])[0]) : this.elements(b, k, columns);
      return right.map((value) => `${left} * ${value}`);
    });
  }

  #sum({ operands: [x], axis }: ReduceNode, row: Place, columns: readonly Place[]): readonly string[] {
    const { statements } = this;
    const [rows, width] = this.#sizeOf(x);
    const { inFloat64 } = this.setting;
    const one = { width: 1, unit: 1, inFloat64, ...reductionDivision } as const;
    const overRows: Loop = (count, start, body) => statements.forEach(count, body, start);
    const addColumns = (r: Place): readonly string[] => {
      this.#prepare(x, r);
      const loop: Loop = (count, start, body) => this.#forEachColumn(count, body, start);
      const sums = { ...one, count: width, unit: this.#isByFours ? 4 : 1 } as const;
      return addUp(statements, sums, loop, (column) => this.elements(x, r, [column]));
    };
    if (axis === 'rows') {
      const sums = { ...one, count: rows, width: columns.length };
      return addUp(statements, sums, overRows, (r) => this.elements(x, r, columns));
    }
    if (axis === 'columns') return addColumns(row);
    if (rows * width > longestChain && !inFloat64)
      return addUp(statements, { ...one, count: rows }, overRows, addColumns);
    const overBoth: Loop<readonly [Place, Place]> = (_count, _start, body) =>
      statements.forEach(rows, (r) => {
        this.#prepare(x, r);
        this.#forEachColumn(width, (column) => body([r, column]));
      });
    return addUp(statements, { ...one, count: rows * width }, overBoth, ([r, column]) => this.elements(x, r, [column]));
  }

  #reduce(
    { operands: [x], axis }: ReduceNode,
    reduction: Reduction['kind'],
    row: Place,
    columns: readonly Place[],
  ): readonly string[] {
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

  #forEachColumn(width: number, body: (column: Place) => void, start?: string): void {
    if (this.#isByFours) this.statements.forEachOfFours(width, 1, body, start);
    else this.statements.forEach(width, body, start);
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
