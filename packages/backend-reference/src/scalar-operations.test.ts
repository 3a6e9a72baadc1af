import type { ExpressionOperation } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type StripFunction, scalarOperations } from './scalar-operations.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const special = [0, -0, 1, -1, 0.5, -2.5, 1000, -1000, 1e-300, infinity, -infinity, nan];
const number = fc.oneof(fc.constantFrom(...special), fc.double({ min: -50, max: 50, noNaN: true }), fc.double());
const truth = fc.constantFrom(0, 1);

type Name = keyof typeof scalarOperations;
/** What each operation means, of one number or two. */
const meanings: Readonly<Partial<Record<Name, (a: number, b: number) => number>>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  max: Math.max,
  min: Math.min,
  abs: (a) => Math.abs(a),
  floor: (a) => Math.floor(a),
  sqrt: (a) => Math.sqrt(a),
  exp: (a) => Math.exp(a),
  log: (a) => Math.log(a),
  tanh: (a) => Math.tanh(a),
  stopGradient: (a) => a,
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  eq: (a, b) => Number(a === b),
};

/** The operation over strips that begin at different places, and what it leaves beside them. */
function strip(name: Name, a: readonly number[], b: readonly number[], c: readonly number[] = a): Float64Array {
  const result = new Float64Array(a.length + 2).fill(-777);
  const at = (list: readonly number[], start: number): Float64Array =>
    Float64Array.of(...Array(start).fill(99), ...list, 99);
  scalarOperations[name](result, a.length, at(a, 1), 1, at(b, 2), 2, at(c, 3), 3);
  expect([...result.subarray(a.length)]).toEqual([-777, -777]);
  return result.subarray(0, a.length);
}

describe('scalarOperations', () => {
  it('does not compile without an operation that expressions have', () => {
    type Operation = Exclude<ExpressionOperation, 'constant' | 'argument'>;
    expectTypeOf(scalarOperations).toExtend<{ readonly [name in Operation]: StripFunction }>();
    const { tanh: _, ...others } = scalarOperations;
    // @ts-expect-error tanh is missing
    const incomplete: typeof scalarOperations = others;
    expect(incomplete).not.toHaveProperty('tanh');
  });

  it.each(Object.entries(meanings))('%s means what JavaScript means by it', (name, meaning) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 20 }), (pairs) => {
        const [a, b] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
        expect(strip(name as Name, a, b)).toEqual(
          Float64Array.from(pairs, ([first, second]) => meaning(first, second)),
        );
      }),
    );
  });

  it('and, or and not are those of truth values; where chooses', () => {
    fc.assert(
      fc.property(truth, truth, number, number, (p, q, x, y) => {
        expect(strip('and', [p], [q])[0]).toBe(p && q);
        expect(strip('or', [p], [q])[0]).toBe(p || q);
        expect(strip('not', [p], [q])[0]).toBe(p ? 0 : 1);
        expect(strip('where', [p], [x], [y])[0]).toBe(p ? x : y);
      }),
    );
  });

  it('a comparison with NaN does not hold', () => {
    for (const name of ['gt', 'ge', 'lt', 'le', 'eq'] as const) {
      expect([...strip(name, [nan, 1, nan], [1, nan, nan])]).toEqual([0, 0, 0]);
    }
  });

  it('sigmoid is 1 / (1 + e⁻ˣ), without overflow on either side', () => {
    const x = [-infinity, -1000, -745, -30, -1, 0, 1, 30, 1000, infinity];
    const found = strip('sigmoid', x, x);
    expect([found[0], found[1], found[5], found[8], found[9]]).toEqual([0, 0, 0.5, 1, 1]);
    x.forEach((value, i) => {
      if (Number.isFinite(value) && value > -700) expect(found[i]! * (1 + Math.exp(-value))).toBeCloseTo(1, 14);
    });
    expect(strip('sigmoid', [nan], [0])[0]).toBeNaN();
  });

  it('sin and cos are those of any finite number', () => {
    const x = [0, -0, Math.PI / 2, 1e22, infinity, nan];
    expect([...strip('sin', x, x)]).toEqual([0, -0, 1, Math.sin(1e22), nan, nan]);
    expect([...strip('cos', x, x)]).toEqual([1, 1, Math.cos(Math.PI / 2), Math.cos(1e22), nan, nan]);
  });

  it('softplus is log(1 + eˣ), without overflow and exact far below 0', () => {
    const x = [-infinity, -1000, -40, 0, 40, 1000, 1e300, infinity];
    expect([...strip('softplus', x, x)]).toEqual([0, 0, Math.exp(-40), Math.LN2, 40, 1000, 1e300, infinity]);
    for (const value of [-20, -1, 0.1, 3, 20]) {
      expect(strip('softplus', [value], [0])[0]).toBeCloseTo(Math.log1p(Math.exp(value)), 13);
    }
    expect(strip('softplus', [nan], [0])[0]).toBeNaN();
  });
});
