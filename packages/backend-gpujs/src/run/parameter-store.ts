import { newNumbers, type Plan, type Shape } from '@nnf/core';
import type { Handle } from './gpujs.js';

/** A parameter's values as they were last read back, row by row. */
export interface StoredParameter {
  readonly shape: Shape;
  readonly columns: number;
  readonly values: Float32Array;
}

/** A parameter on the device. */
export interface DeviceParameter {
  readonly handle: Handle;
  /** Reads it, row by row. Left out when the stored values are current. */
  readonly read?: () => readonly Float32Array[];
}

/** The parameters of plans by name, zeros at first. Values that changed on a device are read when they are needed. */
export class ParameterStore {
  /** What was last read back, by name: `get` also reads what has changed since. */
  readonly stored = new Map<string, StoredParameter>();
  readonly #onDevice = new Map<string, DeviceParameter>();
  readonly #checkThere: () => void;

  /** @param checkThere throws when the device is lost: values read from a lost device are invalid */
  constructor(checkThere: () => void) {
    this.#checkThere = checkThere;
  }

  /** Makes zeros of the parameters of a plan that are not there yet. */
  add({ nodes }: Plan): void {
    for (const node of nodes) {
      if (node.operation !== 'parameter' || this.stored.has(node.name)) continue;
      const { name, shape } = node;
      const [rows, columns] = shape;
      const values = newNumbers('float32', Number(rows) * columns, `the parameter ${name}`);
      this.stored.set(name, { shape, columns, values });
    }
  }

  /** Their size in bytes. */
  get bytes(): number {
    return [...this.stored.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
  }

  /**
   * A parameter of one of the plans, as it is now.
   *
   * @throws NnfError `GPU_LOST`, once, when the device is gone with what it had changed: from then on parameters are those
   *   that were last read back
   */
  get(name: string): StoredParameter {
    this.#fetch(name);
    return this.stored.get(name)!;
  }

  /** Takes a user's values, as many as the parameter has. */
  write(name: string, values: ArrayLike<number>): void {
    this.stored.get(name)!.values.set(values);
    this.#onDevice.delete(name);
  }

  /** Stores values from the device, row by row. */
  replace(name: string, rows: readonly Float32Array[]): void {
    const { values, columns } = this.stored.get(name)!;
    rows.forEach((row, r) => {
      values.set(row, r * columns);
    });
  }

  /** A parameter's handle on the device; undefined when it is not there. */
  onDevice(name: string): Handle | undefined {
    return this.#onDevice.get(name)?.handle;
  }

  /** Records that a parameter is on the device. */
  leave(name: string, parameter: DeviceParameter): void {
    this.#onDevice.set(name, parameter);
  }

  /** Reads all changes from the device, before its memory is freed. */
  readBack(): void {
    for (const name of this.#onDevice.keys()) this.#fetch(name);
    this.forget();
  }

  /** Drops all handles to the device. */
  forget(): void {
    this.#onDevice.clear();
  }

  /** Drops all parameters. */
  clear(): void {
    this.forget();
    this.stored.clear();
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
}
