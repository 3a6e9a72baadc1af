import { describe, expect, it } from 'vitest';
import { tanh } from '../expression/expression.js';
import { defineLayer } from '../layer/layer.js';
import { defineActivation } from '../parts/activation.js';
import { defineInitializer } from '../parts/initializer.js';
import { LayerOutput } from '../parts/layer-output.js';
import { defineLoss } from '../parts/loss.js';
import { defineMetric } from '../parts/metric.js';
import { defineOptimizer } from '../parts/optimizer.js';
import { failureOf } from '../testing/failure-of.js';
import { checkPlugin, type Plugin, planFormat, pluginMark } from './plugin.js';

const relu: Plugin = { ...pluginMark('activation'), name: 'relu' };
const check = (value: unknown): string =>
  failureOf(() => checkPlugin(value as Plugin, 'initializer', 'hidden layer: weights'));

describe('checkPlugin', () => {
  it('returns a plugin of the kind, of this copy of core or another', () => {
    const other = { plugin: { kind: 'initializer', format: planFormat }, name: 'he' } as Plugin;
    expect(checkPlugin(other, 'initializer', 'here')).toBe(other);
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['text', 'he', "'he'"],
    ['a number', 3, '3'],
    ['an object', {}, 'an object with no properties'],
  ])('refuses %s', (_, value, found) => {
    expect(check(value)).toBe(`WRONG_PLUGIN hidden layer: weights: expected an initializer, got ${found}`);
  });

  it('asks whether a function was meant to be called', () => {
    expect(check(function constant() {})).toBe(
      'WRONG_PLUGIN hidden layer: weights: expected an initializer, got a function; did you mean to call it: constant()?',
    );
    expect(check((() => () => {})())).toBe(
      'WRONG_PLUGIN hidden layer: weights: expected an initializer, got a function; did you mean to call it: it()?',
    );
  });

  it('proposes elementwise for a function of a number in place of an activation', () => {
    expect(failureOf(() => checkPlugin(tanh as never, 'activation', 'hidden layer activation'))).toBe(
      "WRONG_PLUGIN hidden layer activation: expected an activation, got a function; did you mean elementwise('tanh', tanh), " +
        'or an activation of a package such as @nnf/activation-relu?',
    );
    expect(check(tanh)).toContain('did you mean to call it: tanh()?');
  });

  it('names a plugin of another kind', () => {
    expect(check(relu)).toBe("WRONG_PLUGIN hidden layer: weights: expected an initializer, got the activation 'relu'");
    expect(failureOf(() => checkPlugin(relu, 'loss', 'output layer loss'))).toBe(
      "WRONG_PLUGIN output layer loss: expected a loss, got the activation 'relu'",
    );
  });

  it('rejects a plugin of another plan format, and names both formats', () => {
    const future = { plugin: { kind: 'initializer', format: planFormat + 1 }, name: 'he' };
    expect(check(future)).toBe(
      `PLAN_FORMAT hidden layer: weights: the plan format of initializer 'he' is ${planFormat + 1}, ` +
        `expected ${planFormat}; install matching versions of it and @nnf/core`,
    );
  });
});

describe('the functions that define plugins', () => {
  it.each([
    ['activation', defineActivation('mine', { options: { a: 1 }, forward: (x) => x })],
    ['loss', defineLoss('mine', { options: { a: 1 }, forward: (prediction) => prediction.value, metrics: [] })],
    ['metric', defineMetric('mine', { options: { a: 1 }, statistics: () => [], result: () => 0 })],
    ['initializer', defineInitializer('mine', { options: { a: 1 }, fill: () => new Float64Array(0) })],
    ['optimizer', defineOptimizer('mine', { options: { a: 1 }, update: ({ parameter }) => ({ parameter }) })],
    [
      'layer',
      defineLayer('mine', { options: { a: 1 }, outputs: (n) => n, forward: ({ input }) => new LayerOutput(input) }),
    ],
  ] as const)('marks an %s with its kind, name and options', (kind, plugin: Plugin) => {
    expect(plugin).toMatchObject({ name: 'mine', options: { a: 1 }, plugin: { kind, format: planFormat } });
    expect(checkPlugin(plugin, kind, 'here')).toBe(plugin);
  });
});
