import {
  type Activation,
  add,
  and,
  constant,
  defineActivation,
  elementwise,
  exp,
  gt,
  log,
  lt,
  map,
  max,
  mul,
  neg,
  reduceMax,
  reduceSum,
  sigmoid,
  softplus,
  sub,
  tanh,
  where,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { Expression } from '../../core/src/expression/expression.js';
import { activationChecks } from './activation-checks.js';
import { failuresOf } from './check.js';
import { onlyFailure } from './testing/only-failure.js';

/** The logistic function with every optional part of an activation, except those that a test replaces. */
function logistic(replaced: Partial<Activation> = {}): Activation {
  const good = elementwise('logistic', (x) => sigmoid(x), {
    range: [0, 1],
    log: (x) => neg(softplus(neg(x))),
    logComplement: (x) => neg(softplus(x)),
  });
  return { ...good, ...replaced };
}

describe('activationChecks', () => {
  it('pass a correct plugin', async () => {
    const formula = (row: readonly number[]) => row.map((x) => 1 / (1 + Math.exp(-x)));
    expect(await failuresOf(activationChecks(logistic(), { formula }))).toEqual([]);
    const softmax = defineActivation('softmax', {
      normalized: true,
      forward: (x) => {
        const powers = map((value, largest) => exp(sub(value, largest)), x, reduceMax(x, 'columns'));
        return map((power, sum) => mul(power, exp(neg(log(sum)))), powers, reduceSum(powers, 'columns'));
      },
    });
    expect(await failuresOf(activationChecks(softmax))).toEqual([]);
  });

  it('fail a formula that returns too few numbers', async () => {
    const found = await onlyFailure(() => activationChecks(logistic(), { formula: () => [] }));
    expect(found.check).toBe('agrees with its formula');
    expect(found.message).toMatch(/^the formula gives {2}for the row \[.*\], expected 3 numbers$/);
  });

  it('find a value that is wrong only in a range far from 0', async () => {
    const capped = elementwise('capped', (x) => where(and(gt(x, 20), lt(x, 45)), 20, x));
    const found = await onlyFailure(() => activationChecks(capped, { formula: (row) => row }));
    expect(found.check).toBe('agrees with its formula');
    expect(found.message).toMatch(/^its output is 20 for /);
  });

  it.each<[what: string, make: () => Activation, check: string, message: string]>([
    ['rows that do not sum to 1', () => logistic({ normalized: true }), 'its rows sum to 1', 'it says normalized'],
    [
      'a name in camel case',
      () => logistic({ name: 'leakyRelu' }),
      'is an activation with a name in kebab-case',
      "its name is 'leakyRelu'",
    ],
    [
      'an option that cannot be saved',
      () => logistic({ options: { slope: Number.NaN } }),
      'is an activation with a name in kebab-case',
      'its option slope is NaN',
    ],
    [
      'one number per row',
      () => defineActivation('norm', { forward: (x) => reduceSum(x, 'columns') }),
      'keeps the shape',
      'its output is [batch, 1] for [batch, 3]',
    ],
    [
      'its own derivative, wrong far from 0',
      () => elementwise('softplus', (x) => softplus(x), { derivative: (x) => where(gt(x, 20), 2, sigmoid(x)) }),
      'its derivative agrees with central differences',
      'the derivative of its output by x, element 2 = 26.63',
    ],
    [
      'the wrong sign in its own derivative',
      () => elementwise('tanh', (x) => tanh(x), { derivative: (x) => sub(mul(tanh(x), tanh(x)), 1) }),
      'its derivative agrees with central differences',
      'the derivative of its output by x, element 0',
    ],
    [
      "brain.js's leaky ReLU on the GPU: a derivative of a different function",
      () =>
        elementwise('leaky-relu', (x) => where(gt(x, 0), x, mul(0.01, x)), {
          derivative: (x) => where(gt(x, 0), 1, 0),
        }),
      'its derivative agrees with central differences',
      'is 0; by central differences it is -0.0',
    ],
    [
      'a derivative that overflows',
      () =>
        elementwise('elu', (x) => where(gt(x, 0), x, sub(exp(x), 1)), {
          derivative: (x) => add(where(gt(x, 0), 1, 0), mul(where(gt(x, 0), 0, 1), exp(x))),
        }),
      'is finite at large inputs, and so is its derivative',
      'forward gradient is NaN at 1000 in the row [1000, -1000, 0]',
    ],
    [
      'NaN swallowed by a comparison',
      () => elementwise('relu', (x) => where(gt(x, 0), x, 0)),
      'propagates NaN',
      'its output is 0 where the input is NaN',
    ],
    [
      'stale state: a new slope at each call',
      () => {
        let calls = 0;
        return defineActivation('drifting', {
          forward: (x) => {
            calls++;
            return map((value) => mul(value, calls), x);
          },
        });
      },
      'has no state between calls',
      'traced again, it computes something else',
    ],
    [
      'rows that depend on each other',
      () =>
        defineActivation('centered', { forward: (x) => map((value, sum) => sub(value, sum), x, reduceSum(x, 'rows')) }),
      'computes each row of a batch as if alone',
      'forward, element 0, is',
    ],
    [
      'a constant that cannot be saved',
      () => {
        const nothing = new Expression('number', 'constant', [], Number.NaN);
        return elementwise('identity', (x) => where(gt(constant(1), 0), x, nothing));
      },
      'survives saving and loading its expression',
      'expected a number',
    ],
    [
      'an output beyond its range',
      () => elementwise('softplus', (x) => softplus(x), { range: [0, 1] }),
      'stays within its range',
      'its range says 0 to 1',
    ],
    [
      'the log of another function',
      () => logistic({ log: (x) => map((value) => neg(softplus(value)), x) }),
      'its logarithms match its output',
      'its log is',
    ],
    [
      'another function than its formula',
      () => elementwise('relu', (x) => max(x, 0.5)),
      'agrees with its formula',
      'by the formula it is',
    ],
  ])('%s', async (_, make, check, message) => {
    const formula = { formula: (row: readonly number[]) => row.map((x) => Math.max(x, 0)) };
    const found = await onlyFailure(() => activationChecks(make(), check.includes('formula') ? formula : {}));
    expect(found.check).toBe(check);
    expect(found.message).toContain(message);
  });
});
