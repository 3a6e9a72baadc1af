import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal-quantile.js';

/** k and Φ⁻¹((k + ½) / 2⁴⁸), computed with 60 digits by mpmath 1.3 as −√2 · erfinv(1 − 2p) and rounded once. */
const exact: readonly (readonly [k: number, quantile: number])[] = [
  [0, -7.869777910570139],
  [1, -7.7311475391256606],
  [2, -7.665860858431098],
  [256, -7.047428659626375],
  [262144, -6.009353256278666],
  [268435456, -4.763001033892096],
  [68719476736, -3.4871041041124853],
  [2814749767106, -2.326347874040849],
  [14073748835532, -1.644853626951483],
  [20829148276588, -1.4466320671589796],
  [21392098230009, -1.4325027208258205],
  [28147497671065, -1.2815515655446026],
  [70368744177664, -0.6744897501960762],
  [112589990684262, -0.2533471031357989],
  [140737488355327, -4.4526662794748274e-15],
  [140737488355328, 4.4526662794748274e-15],
  [140737488355329, 1.335799883842448e-14],
  [168884986026393, 0.2533471031357989],
  [211106232532992, 0.6744897501960874],
  [253327479039590, 1.2815515655446026],
  [267401227875123, 1.644853626951483],
  [281193501733945, 3.090232306167978],
  [281474975662080, 5.780439404695668],
  [281474976710655, 7.869777910570139],
  // Where the logarithm's series is longest: √2 times a power of two.
  [12439554047902, -1.7039611385701996],
  [6219777023951, -2.0122444608222807],
  [777472127994, -2.7747584717894833],
  [379625062, -4.692611199540121],
  [23170, -6.391156005513397],
  [281377792694656, 3.3933101865199284],
];

describe('normalQuantile', () => {
  it.each(exact)('of step %d is %d, to the last two digits', (k, quantile) => {
    expect(Math.abs(normalQuantile(k / 2 ** 48) / quantile - 1)).toBeLessThan(1e-15);
  });

  it('is symmetric, to the last bit', () => {
    for (let k = 0; k < 2 ** 48; k += 2 ** 41 + 12345) {
      expect(normalQuantile((2 ** 48 - 1 - k) / 2 ** 48)).toBe(-normalQuantile(k / 2 ** 48));
    }
  });

  it('goes up, also where one formula takes over from another', () => {
    // The formulas meet at |p − ½| = 0.425 and at p = e⁻²⁵.
    for (const border of [0.075, 0.925, Math.exp(-25), 1 - Math.exp(-25)]) {
      const start = Math.round(border * 2 ** 48) - 1000;
      for (let k = start; k < start + 2000; k++) {
        expect(normalQuantile((k + 1) / 2 ** 48)).toBeGreaterThanOrEqual(normalQuantile(k / 2 ** 48));
      }
    }
  });
});

describe('the initializers', () => {
  it('use no function of Math whose last bit differs between engines', () => {
    const folder = new URL('.', import.meta.url);
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    expect(sources.length).toBeGreaterThan(5);
    const used = sources.flatMap(
      (name) => readFileSync(new URL(name, folder), 'utf8').match(/Math\.\w+|\*\*=?/g) ?? [],
    );
    // `**` is as free as Math.pow, but for powers of two written out, which every engine folds exactly.
    const allowed = new Set(['Math.abs', 'Math.sqrt', 'Math.floor', 'Math.SQRT1_2', 'Math.LN2', '**']);
    expect(used.filter((name) => !allowed.has(name))).toEqual([]);
    const powers = sources.flatMap((name) => readFileSync(new URL(name, folder), 'utf8').match(/\S+ \*\* \S+/g) ?? []);
    expect(powers).toEqual(['2 ** -49;']);
  });
});
