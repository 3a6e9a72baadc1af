import type { ModuleBuilder } from '../wasm/module-builder.js';

/** The module's variables that say which batch it is, by their number in the module. `begin` sets them in this order. */
export interface BatchGlobals {
  /** Rows of the batch. */
  readonly rows: number;
  /** The place of its first row in the order of rows. */
  readonly start: number;
  /** The place after the run's last row. */
  readonly stop: number;
  /** Rows of a full batch. */
  readonly batchSize: number;
  /** Rows of the run that were done before this batch. */
  readonly done: number;
  /** Where the order of rows is, as 32-bit numbers; 0 for the rows' own order. */
  readonly order: number;
  /** Where the batch's scalars are. */
  readonly scalars: number;
}

export function addGlobals(module: ModuleBuilder): BatchGlobals {
  return {
    rows: module.global(),
    start: module.global(),
    stop: module.global(),
    batchSize: module.global(),
    done: module.global(),
    order: module.global(),
    scalars: module.global(),
  };
}
