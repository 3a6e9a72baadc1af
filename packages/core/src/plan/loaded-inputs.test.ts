import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { checkedRows, LoadedInputs } from './loaded-inputs.js';

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
