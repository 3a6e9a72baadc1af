import { printExpression, traceFunction } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { identity } from './index.js';

describe('identity', () => {
  it('is a plugin of its name', () => {
    expect(identity).toMatchObject({ name: 'identity', plugin: { kind: 'activation' } });
    expect(printExpression(traceFunction((x) => x!, 1, 'identity'))).toBe('a');
  });

  it('gives back what it takes, with derivative 1', () => {
    const row = [-1000, -1, -0, 0, 0.1, 1e300, Number.POSITIVE_INFINITY];
    const { output, product, log, logComplement } = activationOf(identity, row, [1, 2, 3, 4, 5, 6, 7]);
    expect(output).toEqual(row);
    expect(product).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect([log, logComplement]).toEqual([undefined, undefined]);
  });

  it('agrees with central differences', () => {
    const x = { shape: ['batch', 3], values: [1, -2, 3, 0, 5, 0.5] } as const;
    expect(checkGradient((a) => identity.forward(a!), [x], [1, -2])).toEqual({
      agreeing: 6,
      skipped: 0,
      differing: [],
    });
  });
});
