import { type AnyExpression, nodesOf } from '@nnf/core';
import { mostMatrices } from './fusion.js';

/** The size of a part of an expression. */
interface Extent {
  /** Operations and constants. */
  readonly operations: number;
  /** Matrices that it reads: operands of the whole expression and results of other parts. */
  readonly matrices: number;
}

/**
 * Where to cut expressions that are too large for a kernel: the nodes whose results become matrices, each after those that
 * it reads. None if all the expressions together have at most `most` operations.
 *
 * A part computes everything between its result and the matrices that it reads. Several parts may compute the same
 * operations, so that a derivative reads one matrix of the forward direction for many operations, not one for each.
 */
export function cutsOf(expressions: readonly AnyExpression[], most: number): readonly AnyExpression[] {
  const nodes = [...nodesOf(expressions)];
  if (nodes.length <= most) return [];
  const graph = new CutGraph(nodes);
  const results = new Set(expressions.map((expression) => graph.indexOf(expression)));
  nodes.forEach((_, node) => {
    graph.fit(node, most);
    // What several operations read is likely to be read by several parts. Cut early, it leaves room for their own.
    if (graph.isShared(node) && graph.extentOf(node).operations > most / 4) graph.cut(node);
  });
  // A cut may be one more matrix for a part that was fitted before.
  for (let before = -1; before !== graph.cuts.size; ) {
    before = graph.cuts.size;
    nodes.forEach((_, node) => {
      if (graph.cuts.has(node) || results.has(node)) graph.fit(node, most);
    });
  }
  return nodes.filter((_, node) => graph.cuts.has(node));
}

/** Expressions by the positions of their nodes, operands first, and where they are cut. */
class CutGraph {
  readonly cuts = new Set<number>();
  readonly #positions: ReadonlyMap<AnyExpression, number>;
  readonly #nodes: readonly AnyExpression[];
  readonly #operands: readonly (readonly number[])[];
  readonly #readers: number[];
  /** The last walk that met each node. */
  readonly #met: number[];
  #walks = 0;

  constructor(nodes: readonly AnyExpression[]) {
    this.#positions = new Map(nodes.map((node, i) => [node, i]));
    this.#nodes = nodes;
    this.#operands = nodes.map(({ operands }) => [...new Set(operands.map((operand) => this.indexOf(operand)))]);
    this.#readers = nodes.map(() => 0);
    for (const operand of this.#operands.flat()) this.#readers[operand]!++;
    this.#met = nodes.map(() => 0);
  }

  indexOf(node: AnyExpression): number {
    return this.#positions.get(node)!;
  }

  isShared(node: number): boolean {
    return !this.#isLeaf(node) && this.#readers[node]! > 1;
  }

  cut(node: number): void {
    this.cuts.add(node);
  }

  /** Cuts operands of a node, the largest first, until its part fits into a kernel. */
  fit(node: number, most: number): void {
    for (;;) {
      const { operations, matrices } = this.extentOf(node);
      if (operations <= most && matrices <= mostMatrices) return;
      const measure = operations > most ? 'operations' : 'matrices';
      const parts = this.#operands[node]!.filter((operand) => !this.#isLeaf(operand) && !this.cuts.has(operand));
      const sizes = parts.map((operand) => this.extentOf(operand)[measure]);
      const largest = parts[sizes.indexOf(Math.max(...sizes))];
      if (largest === undefined) return;
      this.cut(largest);
    }
  }

  /** How large the part is that computes a node. */
  extentOf(node: number): Extent {
    const walk = ++this.#walks;
    const pending = [node];
    let operations = 0;
    let matrices = 0;
    while (pending.length > 0) {
      const next = pending.pop()!;
      operations++;
      for (const operand of this.#operands[next]!) {
        if (this.#met[operand] === walk) continue;
        this.#met[operand] = walk;
        if (this.cuts.has(operand) || this.#nodes[operand]!.operation === 'argument') matrices++;
        else pending.push(operand);
      }
    }
    return { operations, matrices };
  }

  #isLeaf(node: number): boolean {
    return this.#operands[node]!.length === 0;
  }
}
