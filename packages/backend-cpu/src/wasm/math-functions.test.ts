import {
  cos,
  type DataType,
  type Expression,
  exp,
  log,
  map,
  PlanBuilder,
  type Scalar,
  sigmoid,
  sin,
  softplus,
  sqrt,
  tanh,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { cpu } from '../cpu.js';
import { roundedExactly } from '../testing/exact-number.js';
import { unitsApart } from '../testing/units-apart.js';

const functions = { exp, log, sin, cos, tanh, sigmoid, softplus, sqrt } as const satisfies Record<
  string,
  (x: Scalar) => Expression
>;
type Name = keyof typeof functions;
const names = Object.keys(functions) as Name[];

/** Computes all functions of all numbers with the compiled code. */
async function compute(
  dtype: DataType,
  numbers: readonly number[],
): Promise<Readonly<Record<string, ArrayLike<number>>>> {
  const builder = new PlanBuilder();
  const x = builder.input('x', 1);
  for (const name of names) builder.output(name, map(functions[name], x));
  const program = await cpu({ dtype }).compile({ all: builder.build() });
  const rows = numbers.length;
  const data = program.load({ x: { rows, columns: 1, data: Float64Array.from(numbers) } });
  return program.run({ plan: 'all', data, from: 0, to: rows, batchSize: rows, scalars: new Float64Array(0) });
}

const formats = {
  float32: {
    units: 2,
    round: Math.fround,
    smallest: 2 ** -149,
    normal: 2 ** -126,
    largest: 2 ** 128 - 2 ** 104,
    bits: 23,
  },
  float64: {
    units: 4,
    round: (x: number) => x,
    smallest: 2 ** -1074,
    normal: 2 ** -1022,
    largest: Number.MAX_VALUE,
    bits: 52,
  },
} as const;

/** The number and its neighbors within a few units. */
function around(x: number, round: (x: number) => number, bits: number): readonly number[] {
  const unit = Math.max(2 ** (Math.floor(Math.log2(Math.abs(x) || 2 ** -1022)) - bits), 2 ** -1074);
  return [-3, -2, -1, 0, 1, 2, 3].map((steps) => round(x + steps * unit));
}

function numbersOf(dtype: DataType): readonly number[] {
  const { round, smallest, normal, largest, bits } = formats[dtype];
  const numbers = [
    smallest,
    3 * smallest,
    normal - smallest,
    normal,
    largest,
    largest / 2,
    1e-30,
    1e-20,
    1e-10,
    1e10,
    1e30,
  ];
  // Boundaries of the algorithms: √½ times powers of two, half multiples of ln 2, and the ends of the range of results.
  const places = [1, 2, 0.5, Math.SQRT1_2, Math.SQRT2, 9, 15, 18.7, 20, 30, 37];
  for (let k = 1; k < 2100; k += k < 40 ? 1 : 37) places.push((k * Math.LN2) / 2, (k * Math.LN2) / 4);
  // Quarter turns, and where the reduction of arguments changes.
  for (let k = 1; k < 1e7; k = k < 20 ? k + 1 : Math.ceil(k * 1.3)) places.push((k * Math.PI) / 2, (k * Math.PI) / 4);
  places.push(1e6, 2 ** 20, 1e15, 2 ** 52, 2 ** 53, 1e22, 6381956970095103 * 2 ** 797);
  for (let k = -1070; k < 1024; k += Math.abs(k) < 8 ? 1 : 31) places.push(2 ** k, Math.SQRT1_2 * 2 ** k);
  places.push(
    87.33654,
    88.72283905,
    103.27892,
    103.972,
    104.1,
    708.3964185322641,
    709.782712893384,
    744.4400719,
    745.13321910194,
  );
  for (const place of places) numbers.push(...around(round(place), round, bits));
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const [least, most] = [Math.log2(smallest), Math.log2(largest)];
  for (let i = 0; i < 600; i++) {
    numbers.push(uniform() * 2, uniform() * 20, uniform() * 120, uniform() * 760, 2 ** (-20 * uniform()));
    numbers.push(1 + (uniform() - 0.5) * 2 ** (-40 * uniform()), 2 ** (least + (most - least) * uniform()));
  }
  const rounded = numbers.map(round).filter((x) => x > 0 && x <= largest);
  return [...new Set(rounded.flatMap((x) => [x, -x]))];
}

describe.each(['float32', 'float64'] as const)('in %s', (dtype) => {
  const { units, round } = formats[dtype];
  const numbers = numbersOf(dtype);
  const found = compute(dtype, numbers);

  it.each(names)(`%s is within ${units} units of the correctly rounded result`, async (name) => {
    const values = (await found)[name]!;
    let worst = { distance: 0, message: '' };
    numbers.forEach((x, i) => {
      const expected = round(roundedExactly(name, x));
      const distance = unitsApart(dtype, values[i]!, expected);
      if (distance > worst.distance)
        worst = { distance, message: `${name}(${x}) is ${values[i]}, expected ${expected}` };
    });
    expect(numbers.length).toBeGreaterThan(6000);
    expect(worst.distance, worst.message).toBeLessThanOrEqual(name === 'sqrt' ? 0 : units);
  });

  it('all are exact at 0, −0, ±Infinity and NaN', async () => {
    const special = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    const values = await compute(dtype, special);
    const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
    expect([...Array.from(values.exp!)]).toEqual([1, 1, inf, 0, nan]);
    expect([...Array.from(values.log!)]).toEqual([-inf, -inf, inf, nan, nan]);
    expect([...Array.from(values.sin!)]).toEqual([0, -0, nan, nan, nan]);
    expect([...Array.from(values.cos!)]).toEqual([1, 1, nan, nan, nan]);
    expect([...Array.from(values.tanh!)]).toEqual([0, -0, 1, -1, nan]);
    expect([...Array.from(values.sigmoid!)]).toEqual([0.5, 0.5, 1, 0, nan]);
    expect([...Array.from(values.softplus!)]).toEqual([round(Math.LN2), round(Math.LN2), inf, 0, nan]);
    expect([...Array.from(values.sqrt!)]).toEqual([0, -0, inf, nan, nan]);
  });

  it('tanh is odd, and no function of probabilities leaves its range', async () => {
    const values = await found;
    const at = (name: Name, i: number): number => values[name]![i]!;
    const wrong = numbers.findIndex((_, i) => {
      const isOdd = i % 2 === 1 || at('tanh', i + 1) === -at('tanh', i);
      const isProbability = at('sigmoid', i) >= 0 && at('sigmoid', i) <= 1;
      return !isOdd || !isProbability || Math.abs(at('tanh', i)) > 1 || at('softplus', i) < 0 || at('exp', i) < 0;
    });
    expect(numbers[wrong]).toBeUndefined();
  });
});

it('every 9973rd float32, from one end to the other, is within 2 units', async () => {
  const patterns = Uint32Array.from({ length: Math.floor(2 ** 32 / 9973) }, (_, i) => i * 9973);
  const numbers = Array.from(new Float32Array(patterns.buffer));
  const values = await compute('float32', numbers);
  // The engine's functions are accurate to one or two units of float64, which is enough here.
  const own: { readonly [name in Name]: (x: number) => number } = {
    exp: Math.exp,
    log: Math.log,
    sin: Math.sin,
    cos: Math.cos,
    tanh: Math.tanh,
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    sqrt: Math.sqrt,
  };
  for (const name of names) {
    const found = new Int32Array(Float32Array.from(values[name]!).buffer);
    const expected = Float32Array.from(numbers, own[name]);
    const places = new Int32Array(expected.buffer);
    const limit = name === 'sqrt' ? 0 : 2;
    const wrong = numbers.findIndex((_, i) => {
      const isNaNThere = Number.isNaN(values[name]![i]!);
      return Number.isNaN(expected[i]!) ? !isNaNThere : isNaNThere || Math.abs(found[i]! - places[i]!) > limit;
    });
    expect(wrong, `${name}(${numbers[wrong]}) is ${values[name]![wrong]}, expected ${expected[wrong]}`).toBe(-1);
  }
});

describe('the exact results that they are compared with', () => {
  it('are within two units of the engine’s own', () => {
    const { exp: e, log: l, sin: s, cos: c, tanh: t, sqrt: r } = Math;
    const own = { exp: e, log: l, sin: s, cos: c, tanh: t, sqrt: r } as const;
    for (const name of ['exp', 'log', 'sin', 'cos', 'tanh', 'sqrt'] as const) {
      for (const x of numbersOf('float64').filter((_, i) => i % 17 === 0)) {
        expect(unitsApart('float64', roundedExactly(name, x), own[name](x)), `${name}(${x})`).toBeLessThanOrEqual(2);
      }
    }
  });

  it('are those of published tables', () => {
    // e and ln 2 (OEIS A001113, A002162), tanh 1 (A073744), 1 / (1 + 1/e), ln(1 + e), √2 (A002193).
    expect(roundedExactly('exp', 1)).toBe(Math.E);
    expect(roundedExactly('log', 2)).toBe(Math.LN2);
    // sin 1 and cos 1 (A049469, A049470); the argument 10²² is in Kahan's and Ng's papers on reduction.
    expect(roundedExactly('sin', 1)).toBe(0.8414709848078965);
    expect(roundedExactly('cos', 1)).toBe(0.5403023058681398);
    expect(roundedExactly('sin', 1e22)).toBe(-0.8522008497671888);
    expect(roundedExactly('cos', 1e22)).toBe(0.523214785395139);
    expect(roundedExactly('tanh', 1)).toBe(0.7615941559557649);
    expect(roundedExactly('sigmoid', 1)).toBe(0.7310585786300049);
    expect(roundedExactly('softplus', 1)).toBe(1.3132616875182228);
    expect(roundedExactly('sqrt', 2)).toBe(Math.SQRT2);
    expect(roundedExactly('exp', -745.1)).toBe(5e-324);
    expect(roundedExactly('exp', 709.79)).toBe(Number.POSITIVE_INFINITY);
    expect(roundedExactly('tanh', -1e-300)).toBe(-1e-300);
  });
});
