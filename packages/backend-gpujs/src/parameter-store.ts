import { NnfError, type Plan } from '@nnf/core';

/** A parameter's values as they were last read back, row by row. */
export interface StoredParameter {
  readonly columns: number;
  readonly values: Float32Array;
}

/** The parameters of plans, by name: zeros at first. */
export class ParameterStore {
  readonly #parameters = new Map<string, StoredParameter>();
  readonly #kept = new Map<string, Float32Array>();

  constructor(plans: readonly Plan[]) {
    for (const node of plans.flatMap(({ nodes }) => nodes)) {
      if (node.operation !== 'parameter' || this.#parameters.has(node.name)) continue;
      const [rows, columns] = node.shape;
      this.#parameters.set(node.name, { columns, values: new Float32Array((rows as number) * columns) });
    }
  }

  /** How much they take, in bytes. */
  get bytes(): number {
    const arrays = [...[...this.#parameters.values()].map(({ values }) => values), ...this.#kept.values()];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
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

  /** Remembers all values, unless one is not finite: then it gives that parameter's name, and nothing is remembered. */
  keep(): string | undefined {
    for (const [name, { values }] of this.#parameters) if (!values.every(Number.isFinite)) return name;
    for (const [name, { values }] of this.#parameters) {
      const kept = this.#kept.get(name) ?? new Float32Array(values.length);
      this.#kept.set(name, kept);
      kept.set(values);
    }
    return undefined;
  }

  /** Puts back what was remembered last. */
  restore(): void {
    for (const [name, kept] of this.#kept) this.get(name).values.set(kept);
  }
}
