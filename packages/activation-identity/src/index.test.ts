import { PlanBuilder, simplify } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { identity } from './index.js';

activationSuite(identity, { formula: (row) => row });

it('costs nothing, and returns zeros of both signs and Infinity unchanged', () => {
  const builder = new PlanBuilder();
  builder.output('y', identity.forward(builder.input('x', 4)));
  expect(simplify(builder.build()).nodes.map(({ operation }) => operation)).toEqual(['input']);
  const row = [-0, 0, 1e300, Number.POSITIVE_INFINITY];
  expect(activationOf(identity, row, [1, 2, 3, 4])).toMatchObject({ output: row, product: [1, 2, 3, 4] });
});
