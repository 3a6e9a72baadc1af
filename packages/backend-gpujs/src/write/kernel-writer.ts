import type { Expression } from '@nnf/core';
import { ElementWriter } from './element-writer.js';
import { type KernelArgument, KernelReads } from './kernel-reads.js';
import type { KernelSetting } from './kernel-setting.js';
import { type Place, placeAt, placesOfFour, Statements } from './statements.js';

const first = placeAt(0);
/** The element that a thread of the kernel computes. */
const ownRow: Place = { text: 'r', integer: 'this.thread.y' };
const ownColumn: Place = { text: 'c', integer: 'this.thread.x' };

/** Writes one kernel: the statements that compute one element, or four neighbours in a row, and the matrices it reads. */
export class KernelWriter {
  readonly setting: KernelSetting;
  readonly #statements = new Statements();
  readonly #reads: KernelReads;
  readonly #elements: ElementWriter;

  constructor(setting: KernelSetting) {
    this.setting = setting;
    this.#reads = new KernelReads(setting, this.#statements);
    this.#elements = new ElementWriter(setting, this.#statements, this.#reads);
  }

  /** The matrices it reads, in the order of its arguments. */
  get arguments(): readonly KernelArgument[] {
    return this.#reads.arguments;
  }

  /** The text of a kernel that computes a node. */
  computing(index: number): string {
    return this.#source(this.#elements.compute(index, ownRow, this.#ownColumns(index)));
  }

  /** The text of a kernel that computes an update's new value of one parameter. */
  updating(index: number, expression: Expression, operands: readonly number[]): string {
    return this.#source(this.#elements.expression(expression, operands, ownRow, this.#ownColumns(index)));
  }

  /**
   * The text of a kernel that appends a batch's rows of several outputs to those of earlier batches. The collected matrix
   * is transposed, an output's column in each row, since gpu.js returns a matrix row by row.
   *
   * @param isFirst whether this is the first batch
   */
  collecting(outputs: readonly number[], isFirst: boolean): string {
    const { nodes, rows } = this.setting;
    const statements = this.#statements;
    const row = statements.name(`c - ${this.#reads.batch()} * ${rows}`);
    const value = statements.variable(isFirst ? '0.0' : `${this.#reads.argument({ kind: 'gathered' })}[r][c]`);
    statements.block(`if (${row} >= 0 && ${row} < ${rows})`, () => {
      let start = 0;
      for (const output of outputs) {
        const columns = nodes[output]!.shape[1];
        statements.block(`if (r >= ${start} && r < ${start + columns})`, () => {
          const column = columns === 1 ? first : { text: statements.name(`r - ${start}`) };
          statements.add(`${value} = ${this.#elements.elements(output, { text: row }, [column])[0]};`);
        });
        start += columns;
      }
    });
    return this.#text(value);
  }

  /** The columns that the kernel computes. */
  #ownColumns(index: number): readonly Place[] {
    return this.#isByFours ? placesOfFour('c', this.setting.nodes[index]!.shape[1]) : [ownColumn];
  }

  #source(results: readonly string[]): string {
    // What is only copied is an integer to gpu.js where it counts rows or columns.
    const numbers = results.map((result) => (/^[tv]\d+$/.test(result) ? result : `${result} + 0.0`));
    if (!this.#isByFours) return this.#text(numbers[0]!);
    const four = Array.from({ length: 4 }, (_, lane) => numbers[lane] ?? '0.0');
    return this.#text(`[${four.join(', ')}]`);
  }

  /** The kernel's text; `result` is what it gives. */
  #text(result: string): string {
    const names = this.#reads.arguments.map((_, i) => `a${i}`);
    return [
      `function (${names.join(', ')}) {`,
      'const c = this.thread.x;',
      'const r = this.thread.y;',
      ...this.#statements.lines,
      `return ${result};`,
      '}',
    ].join('\n');
  }

  get #isByFours(): boolean {
    return this.setting.layout === 'fours';
  }
}
