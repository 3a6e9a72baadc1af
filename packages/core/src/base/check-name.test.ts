import { describe, expect, it } from 'vitest';
import { constant } from '../expression/expression.js';
import { HiddenLayer } from '../layer/hidden-layer.js';
import { defineLayer } from '../layer/layer.js';
import { defineActivation, elementwise } from '../parts/activation.js';
import { defineInitializer } from '../parts/initializer.js';
import { LayerOutput } from '../parts/layer-output.js';
import { defineLoss } from '../parts/loss.js';
import { defineMetric } from '../parts/metric.js';
import { defineOptimizer } from '../parts/optimizer.js';
import { PlanBuilder } from '../plan/plan-builder.js';
import { printPlan } from '../plan/print-plan.js';
import { failureOf } from '../testing/failure-of.js';
import { checkName } from './check-name.js';
import { checkPlugin, pluginMark } from './plugin.js';

const never = (): never => {
  throw new Error('not called');
};
const definers: Readonly<Record<string, (name: string) => unknown>> = {
  activation: (name) => defineActivation(name, { forward: (x) => x }),
  'elementwise activation': (name) => elementwise(name, () => constant(1)),
  initializer: (name) => defineInitializer(name, { fill: never }),
  layer: (name) => defineLayer(name, { outputs: (inputs) => inputs, forward: ({ input }) => new LayerOutput(input) }),
  loss: (name) => defineLoss(name, { forward: never, metrics: [] }),
  metric: (name) => defineMetric(name, { statistics: never, result: never }),
  optimizer: (name) => defineOptimizer(name, { update: never }),
  slot: (name) => defineOptimizer('own', { slots: [name], update: never }),
  scalar: (name) => defineOptimizer('own', { scalars: { [name]: () => 1 }, update: never }),
  backend: (name) => checkPlugin({ ...pluginMark('backend'), name }, 'backend', 'createNetwork: backend'),
  "hidden layer's activation": (name) =>
    new HiddenLayer(3, { ...elementwise('own', () => constant(1)), name } as ReturnType<typeof elementwise>),
};

const wrong: readonly (readonly [string, unknown, string])[] = [
  ['an empty name', '', "''"],
  ['a line break', 'two\nlines', "'two\\u000alines'"],
  ['an escape sequence', '\u001b[2Jclear', "'\\u001b[2Jclear'"],
  ['a change of direction', 'a\u202eb', "'a\\u202eb'"],
  ['a megabyte', 'x'.repeat(1e6), `'${'x'.repeat(80)}…'`],
  ['nothing', undefined, 'undefined'],
];

describe.each(Object.entries(definers))('the name of a %s', (kind, define) => {
  it('may be any line of up to 100 characters', () => {
    for (const name of ['leaky-relu', 'größe 数 👍', 'x'.repeat(100)]) define(name);
  });

  it.each(wrong.filter(([, name]) => kind !== 'scalar' || name !== undefined))(
    'is refused for %s',
    (_, name, found) => {
      const message = failureOf(() => define(name as string));
      expect(message).toMatch(/^INVALID_PLUGIN .*, expected 1 to 100 characters that can be printed in one line$/);
      expect(message).toContain(` is ${found}, `);
    },
  );
});

it('an error names what has the name', () => {
  expect(failureOf(() => checkName('', "the loss's name"))).toBe(
    "INVALID_PLUGIN the loss's name is '', expected 1 to 100 characters that can be printed in one line",
  );
});

it('a plan is printed one line an operation, whatever its labels are', () => {
  const builder = new PlanBuilder();
  const x = builder.within('two\nlines\u001b[2J', () => builder.input('x', 1));
  builder.output('out\nput', x);
  builder.output('y'.repeat(1e6), x);
  const text = printPlan(builder.build());
  expect(text).not.toContain('\n');
  expect(text).not.toContain('\u001b');
  expect(text.length).toBeLessThan(1000);
});
