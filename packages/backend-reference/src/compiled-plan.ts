import { copyRow, type LoadedInputs, newNumbers, type Plan, type PlanNode } from '@nnf/core';
import { mapStep } from './map.js';
import { matmulStep } from './matmul.js';
import { reduceStep } from './reduce.js';
import type { Step, Storage } from './step.js';

/** A plan's memory, and its operations as steps over that memory. */
export class CompiledPlan {
  /** The operations in order, without updates. Updates come after all others, and all or none of them are done. */
  readonly steps: readonly Step[];
  readonly updates: readonly Step[];
  readonly #plan: Plan;
  readonly #storages: Storage[] = [];
  readonly #scalars: readonly Storage[];
  #capacity = 0;
  #start = 0;
  #rows = 0;

  /** @param parameters the memory of parameters by name; a plan adds those that are new */
  constructor(plan: Plan, parameters: Map<string, Storage>) {
    this.#plan = plan;
    for (const node of plan.nodes) this.#storages.push(this.#storageOf(node, parameters));
    this.#scalars = this.#storages.filter((_, i) => plan.nodes[i]!.operation === 'scalar');
    this.updates = plan.nodes.flatMap((node) => this.#updateOf(node));
    this.steps = plan.nodes.flatMap((node, i) => this.#stepOf(node, this.#storages[i]!));
  }

  /** The memory of its results, in bytes. */
  get bytes(): number {
    return this.#own().reduce((sum, { values }) => sum + values.byteLength, 0);
  }

  /** Sets the next batch's start in the order of rows and its number of rows, and makes room for them. */
  begin(start: number, rows: number): void {
    this.#start = start;
    this.#rows = rows;
    if (rows <= this.#capacity) return;
    this.#capacity = rows;
    for (const storage of this.#own()) {
      if (storage.shape[0] === 'batch')
        storage.values = newNumbers('float64', rows * storage.columns, `a batch of ${rows} rows`);
    }
  }

  /** The step that copies a batch's rows from the data. */
  loading(data: LoadedInputs, order: Uint32Array | undefined): Step {
    const sources = this.#plan.nodes.flatMap((node, i) =>
      node.operation === 'input' ? [{ matrix: data.input(node.name, node.shape[1]), storage: this.#storages[i]! }] : [],
    );
    return {
      extent: () => this.#rows,
      cost: sources.reduce((sum, { storage }) => sum + storage.columns, 1),
      execute: (from, to) => {
        for (let row = from; row < to; row++) {
          const place = this.#start + row;
          const source = order ? order[place]! : place;
          for (const { matrix, storage } of sources) copyRow(matrix, source, storage.values, row * storage.columns);
        }
      },
    };
  }

  /** Reads the batch's scalars from its row of the table. */
  setScalars(table: Float64Array, batch: number): void {
    this.#scalars.forEach((scalar, i) => {
      scalar.values[0] = table[batch * this.#scalars.length + i]!;
    });
  }

  /** The outputs by name, and their memory. */
  get outputs(): readonly (readonly [name: string, storage: Storage])[] {
    return Object.entries(this.#plan.outputs).map(([name, index]) => [name, this.#storages[index]!]);
  }

  #own(): readonly Storage[] {
    return this.#storages.filter((_, i) => this.#plan.nodes[i]!.operation !== 'parameter');
  }

  #storageOf(node: PlanNode, parameters: Map<string, Storage>): Storage {
    if (node.operation === 'parameter') {
      const known = parameters.get(node.name) ?? this.#newStorage(node);
      parameters.set(node.name, known);
      return known;
    }
    const storage = this.#newStorage(node);
    if (node.operation === 'constant') storage.values.set(node.values);
    if (node.operation === 'index' && node.axis === 'columns')
      storage.values.forEach((_, i) => {
        storage.values[i] = i;
      });
    return storage;
  }

  #newStorage({ shape, label }: PlanNode): Storage {
    const [rows, columns] = shape;
    const isBatch = rows === 'batch';
    return {
      shape,
      columns,
      rows: isBatch ? () => this.#rows : () => rows,
      values: newNumbers('float64', isBatch ? 0 : rows * columns, label),
    };
  }

  #stepOf(node: PlanNode, result: Storage): readonly Step[] {
    const operands = 'operands' in node ? node.operands.map((operand) => this.#storages[operand]!) : [];
    switch (node.operation) {
      case 'matmul':
        return [matmulStep(node, operands[0]!, operands[1]!, result)];
      case 'map':
      case 'random':
        return [mapStep([node.expression], operands, [result])];
      case 'reduce':
        return [reduceStep(node, operands[0]!, result)];
      case 'index':
        return node.axis === 'rows' ? [rowIndexStep(result)] : [];
      default:
        return [];
    }
  }

  #updateOf(node: PlanNode): readonly Step[] {
    if (node.operation !== 'update') return [];
    const operands = node.operands.map((operand) => this.#storages[operand]!);
    const targets = node.targets.map((target) => this.#storages[target]!);
    return [mapStep(node.expressions, operands, targets)];
  }
}

/** Counts the rows: 0, 1, 2, … */
function rowIndexStep(result: Storage): Step {
  return {
    extent: result.rows,
    cost: 1,
    execute: (from, to) => {
      for (let row = from; row < to; row++) result.values[row] = row;
    },
  };
}
