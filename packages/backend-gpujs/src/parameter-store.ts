import { NnfError, type Plan } from '@nnf/core';

/** A parameter's values as they were last read back, row by row. */
export interface StoredParameter {
  readonly columns: number;
  readonly values: Float32Array;
}

/** The parameters of plans, by name: zeros at first. */
export class ParameterStore {
  readonly #parameters = new Map<string, StoredParameter>();

  constructor(plans: readonly Plan[]) {
    for (const node of plans.flatMap(({ nodes }) => nodes)) {
      if (node.operation !== 'parameter' || this.#parameters.has(node.name)) continue;
      const [rows, columns] = node.shape;
      this.#parameters.set(node.name, { columns, values: new Float32Array((rows as number) * columns) });
    }
  }

  /** How much they take, in bytes. */
  get bytes(): number {
    return [...this.#parameters.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
  }

  /** @throws NnfError `UNKNOWN_NAME` for a name that no plan has */
  get(name: string): StoredParameter {
    const stored = this.#parameters.get(name);
    if (stored) return stored;
    const names = [...this.#parameters.keys()].join(', ');
    throw new NnfError('UNKNOWN_NAME', `there is no parameter '${name}'; there are ${names}`);
  }

  /** Takes a user's values. */
  write(name: string, values: ArrayLike<number>): void {
    const { values: target } = this.get(name);
    if (values.length !== target.length) {
      throw new NnfError('SHAPE_MISMATCH', `${name} takes ${target.length} numbers, got ${values.length}`);
    }
    target.set(values);
  }

  /** Takes what the device gave, row by row. */
  replace(name: string, rows: readonly Float32Array[]): void {
    const { values, columns } = this.get(name);
    rows.forEach((row, r) => {
      values.set(row, r * columns);
    });
  }
}
