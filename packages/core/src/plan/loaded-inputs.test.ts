import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { checkedRows, copyMatrices, LoadedInputs } from './loaded-inputs.js';

const x = { rows: 1, columns: 2, data: Float64Array.of(1, 2) };

describe('loaded inputs', () => {
  it("are found by name, with the plan's columns", () => {
    const data = new LoadedInputs(1, { x });
    expect(data.rows).toBe(1);
    expect(data.input('x', 2)).toBe(x);
    expect(data.input('x')).toBe(x);
    expect(failureOf(() => data.input('x', 3))).toBe("DATA_SHAPE the loaded data's 'x' has 2 columns, expected 3");
    expect(failureOf(() => data.input('toString', 3))).toBe(
      "DATA_SHAPE the plan reads 'toString', which is missing from the loaded data",
    );
  });

  it('are gone after dispose', () => {
    const data = new LoadedInputs(1, { x });
    data.dispose();
    data.dispose();
    expect(failureOf(() => data.input('x', 2))).toBe('DISPOSED the loaded data has been disposed of; load it again');
  });
});

it('have equal numbers of rows', () => {
  expect(checkedRows({ x, y: x })).toBe(1);
  expect(failureOf(() => checkedRows({}))).toBe(
    'DATA_SHAPE load: expected matrices with equal numbers of rows, got no matrices',
  );
});

it('are refused if another thread writes a wrong class before they are copied', () => {
  class Shared extends Uint8Array {
    override slice() {
      this[1] = 2;
      return super.slice();
    }
  }
  const classes = { rows: 2, columns: 2, data: new Shared(2), encoding: 'classes' } as const;
  expect(checkedRows({ classes })).toBe(2);
  expect(failureOf(() => copyMatrices({ classes }))).toBe(
    "INVALID_MATRIX the data's classes: row 1 has class 2, expected an integer from 0 to 1",
  );
});
