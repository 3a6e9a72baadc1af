import type { Rows } from '@nnf/core';
import type { Buffer } from '../memory/buffer.js';
import { FunctionCode, type Integer, type Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { type Lanes, repeated } from '../wasm/lanes.js';
import { BatchGlobal } from './batch-global.js';
import { from, to } from './kernel.js';

/** A number of rows: that of the batch, or a constant. */
export function rowCount(rows: Rows): Integer {
  return rows === 'batch' ? { global: BatchGlobal.rows } : { constant: rows };
}

/**
 * Writes a kernel that visits the rows of the batch.
 *
 * @param body gets the row's number in the batch, and its number in the data, which follows the run's order if there is
 * one
 */
export function overBatchRows(body: (code: FunctionCode, row: Local, number: Local) => void): FunctionCode {
  const code = new FunctionCode();
  const row = code.local();
  const number = code.local();
  code.forRange(row, from, to, 1, () => {
    code.getGlobal(BatchGlobal.start).get(row).op(I32.add).set(number);
    code.getGlobal(BatchGlobal.order).when(() => {
      code.times(number, 4).getGlobal(BatchGlobal.order).op(I32.add).memory(I32.load).set(number);
    });
    body(code, row, number);
  });
  return code;
}

/** Fills a row of a matrix with zeros. Returns a local that holds the row's offset in the matrix, in bytes. */
export function clearRow(code: FunctionCode, lanes: Lanes, { stride, address }: Buffer, row: Local): Local {
  const place = code.local();
  const target = code.local();
  const end = code.local();
  code.times(row, stride).tee(place).plus(stride).set(end);
  const zeros = repeated(lanes, 0);
  code.forRange(target, place, end, 16, () => code.get(target).v128(zeros).vectorMemory(V128.store, address));
  return place;
}
