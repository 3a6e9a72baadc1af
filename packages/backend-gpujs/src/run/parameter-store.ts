import { NnfError, type Plan } from '@nnf/core';
import type { Handle } from './gpujs.js';

/** A parameter's values as they were last read back, row by row. */
export interface StoredParameter {
  readonly columns: number;
  readonly values: Float32Array;
}

/** A parameter that is on the device. */
export interface DeviceParameter {
  readonly handle: Handle;
  /** Reads it, row by row; left out when its values are those that are stored. */
  readonly read?: () => readonly Float32Array[];
}

/** The parameters of plans, by name: zeros at first. What has changed on a device is read when it is asked for. */
export class ParameterStore {
  readonly #parameters = new Map<string, StoredParameter>();
  readonly #kept = new Map<string, Float32Array>();
  readonly #onDevice = new Map<string, DeviceParameter>();
  readonly #checkThere: () => void;

  /** @param checkThere throws when the device is gone: what is read from it then is nothing */
  constructor(plans: readonly Plan[], checkThere: () => void) {
    this.#checkThere = checkThere;
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

  /**
   * @throws NnfError `UNKNOWN_NAME` for a name that no plan has; `GPU_LOST`, once, when the device is gone with what it had
   *   changed: from then on parameters are those that were last read back
   */
  get(name: string): StoredParameter {
    this.#fetch(name);
    return this.#stored(name);
  }

  /** Takes a user's values. */
  write(name: string, values: ArrayLike<number>): void {
    const { values: target } = this.#stored(name);
    if (values.length !== target.length) {
      throw new NnfError('SHAPE_MISMATCH', `${name} takes ${target.length} numbers, got ${values.length}`);
    }
    target.set(values);
    this.#onDevice.delete(name);
  }

  /** Takes what the device gave, row by row. */
  replace(name: string, rows: readonly Float32Array[]): void {
    const { values, columns } = this.#stored(name);
    rows.forEach((row, r) => {
      values.set(row, r * columns);
    });
  }

  /** A parameter's handle on the device; undefined when it is not there. */
  onDevice(name: string): Handle | undefined {
    return this.#onDevice.get(name)?.handle;
  }

  /** Notes that a parameter is on the device from now on. */
  leave(name: string, parameter: DeviceParameter): void {
    this.#onDevice.set(name, parameter);
  }

  /** Reads what has changed on the device, and forgets that it is there: before what holds it is freed. */
  bringBack(): void {
    this.#fetchAll();
    this.forget();
  }

  /** Forgets what is on the device: it is gone. */
  forget(): void {
    this.#onDevice.clear();
  }

  /** Remembers all values, unless one is not finite: then it gives that parameter's name, and nothing is remembered. */
  keep(): string | undefined {
    this.#fetchAll();
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
    for (const [name, kept] of this.#kept) this.write(name, kept);
  }

  #fetchAll(): void {
    for (const name of this.#onDevice.keys()) this.#fetch(name);
  }

  #fetch(name: string): void {
    const { handle, read } = this.#onDevice.get(name) ?? {};
    if (!handle || !read) return;
    try {
      const rows = read();
      this.#checkThere();
      this.replace(name, rows);
      this.#onDevice.set(name, { handle });
    } catch (error) {
      this.forget();
      this.#checkThere();
      throw error;
    }
  }

  #stored(name: string): StoredParameter {
    const stored = this.#parameters.get(name);
    if (stored) return stored;
    const names = [...this.#parameters.keys()].join(', ');
    throw new NnfError('UNKNOWN_NAME', `there is no parameter '${name}'; there are ${names}`);
  }
}
