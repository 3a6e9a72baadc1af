import type { Plan } from '@nnf/core';
import { type Buffer, bytesOf, strideOf } from './buffer.js';
import type { Block, Heap } from './heap.js';
import { isFiniteMatrix } from './stored-numbers.js';

/** The parameters of a program's plans, and a copy of each for `restore`. */
export class ParameterStore {
  /** By name. */
  readonly buffers = new Map<string, Buffer>();
  readonly #kept = new Map<string, Block>();

  constructor(private readonly heap: Heap) {}

  /** Makes room for the parameters of a plan that are not there yet. */
  add({ nodes }: Plan): void {
    const { lanes } = this.heap;
    for (const node of nodes) {
      if (node.operation !== 'parameter' || this.buffers.has(node.name)) continue;
      const { name, shape } = node;
      const { address } = this.heap.take(bytesOf(shape, 0, lanes), `the parameter ${name}`);
      this.buffers.set(name, { shape, address, stride: strideOf(shape[1], lanes) });
    }
  }

  /** Copies all parameters if they are finite. Otherwise returns the name of one that is not. */
  keep(): string | undefined {
    for (const [name, buffer] of this.buffers) {
      const [rows, columns] = buffer.shape;
      if (!isFiniteMatrix(this.heap, buffer, Number(rows), columns)) return name;
    }
    for (const [name, { shape, address }] of this.buffers) {
      const bytes = bytesOf(shape, 0, this.heap.lanes);
      const kept = this.#kept.get(name) ?? this.heap.take(bytes, `a copy of the parameter ${name}`);
      this.#kept.set(name, kept);
      this.heap.views.uint8.copyWithin(kept.address, address, address + bytes);
    }
    return undefined;
  }

  /** Sets every parameter to the value that `keep` last copied. */
  restore(): void {
    for (const [name, kept] of this.#kept) {
      const { shape, address } = this.buffers.get(name)!;
      this.heap.views.uint8.copyWithin(address, kept.address, kept.address + bytesOf(shape, 0, this.heap.lanes));
    }
  }
}
