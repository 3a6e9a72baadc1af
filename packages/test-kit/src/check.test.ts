import { describe, expect, it } from 'vitest';
import { type Check, ensure, failuresOf, registerChecks } from './check.js';
import { always, normal, uniform } from './distribution.js';
import { titleOf } from './suite-title.js';

const checks: readonly Check[] = [
  { name: 'passes', run: async () => {} },
  { name: 'fails', run: async () => ensure(false, () => 'by 3') },
  {
    name: 'throws',
    run: async () => {
      throw 'a text';
    },
  },
];

describe('checks', () => {
  it('are registered under a title, each by its name', async () => {
    const calls: string[] = [];
    const bodies: (() => Promise<void>)[] = [];
    registerChecks('relu', checks, {
      describe: (title, body) => {
        calls.push(title);
        body();
      },
      it: (name, body) => {
        calls.push(name);
        bodies.push(body);
      },
    });
    expect(calls).toEqual(['relu', 'passes', 'fails', 'throws']);
    await bodies[0]!();
    await expect(bodies[1]!()).rejects.toThrow('by 3');
  });

  it('run one after another, and report failures by name', async () => {
    expect(await failuresOf(checks)).toEqual([
      { check: 'fails', message: 'by 3' },
      { check: 'throws', message: 'a text' },
    ]);
  });

  it('have titles that distinguish plugins of one name', () => {
    const plugin = { plugin: { kind: 'layer', format: 1 }, name: 'dropout' } as const;
    expect(titleOf(plugin)).toBe('dropout');
    expect(titleOf({ ...plugin, options: { rate: 0.2, scaled: true } })).toBe('dropout (rate 0.2, scaled true)');
  });
});

describe('distributions', () => {
  it.each([
    // From a table of the standard normal distribution.
    [normal(3, 4), 0, 0.5],
    [normal(3, 4), 1, 0.8413447460685429],
    [normal(3, 4), -1.959963984540054, 0.025],
    [normal(3, 4), 7, 1],
    [uniform(-1, 3), 0, 0.5],
    [uniform(-1, 3), Math.sqrt(3), 1],
    [uniform(-1, 3), -Math.sqrt(3) / 2, 0.25],
    [always(2), -1e-9, 0],
    [always(2), 0, 1],
  ])('%# is cumulative', (distribution, deviations, expected) => {
    expect(distribution.cumulative(deviations)).toBeCloseTo(expected, 10);
  });

  it('have the moments of their samples', () => {
    const grid = Float64Array.from({ length: 100_000 }, (_, i) => -1 + (4 * (i + 0.5)) / 100_000);
    const { mean, variance, kurtosis } = uniform(-1, 3);
    const moment = (power: number): number => grid.reduce((sum, x) => sum + (x - mean) ** power, 0) / grid.length;
    expect(mean).toBe(1);
    expect(moment(2)).toBeCloseTo(variance, 8);
    expect(moment(4) / moment(2) ** 2).toBeCloseTo(kurtosis, 8);
  });
});
