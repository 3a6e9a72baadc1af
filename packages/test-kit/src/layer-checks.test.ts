import {
  add,
  constant,
  defineInitializer,
  defineLayer,
  div,
  elementwise,
  exp,
  ge,
  gt,
  HiddenLayer,
  type Layer,
  type LayerDefinition,
  LayerOutput,
  map,
  max,
  mul,
  type ParameterDeclaration,
  randomLike,
  reduceSum,
  stopGradient,
  sub,
  tanh,
  where,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { Expression } from '../../core/src/expression/expression.js';
import { failuresOf } from './check.js';
import { layerChecks } from './layer-checks.js';
import { onlyFailure } from './testing/only-failure.js';

const tenths = defineInitializer('tenths', {
  fill: ({ rows, columns }) => Float64Array.from({ length: rows * columns }, (_, i) => ((i % 5) + 1) / 10),
});

/** Multiplies each column by a learned factor. */
function scaling(replaced: Partial<LayerDefinition> = {}, name = 'scaling'): Layer {
  return defineLayer(name, {
    outputs: (inputs) => inputs,
    parameters: (inputs) => [
      { name: 'factors', role: 'weight', shape: [1, inputs], fanIn: 1, fanOut: 1, initial: tenths },
    ],
    forward: ({ input, parameter }) => new LayerOutput(map(mul, input, parameter('factors'))),
    ...replaced,
  });
}

const dropout = (replaced: Partial<LayerDefinition> = {}): Layer =>
  defineLayer('dropout', {
    outputs: (inputs) => inputs,
    forward: ({ input, training }) =>
      new LayerOutput(training ? map((x, u) => where(ge(u, 0.3), div(x, 0.7), 0), input, randomLike(input)) : input),
    ...replaced,
  });

describe('layerChecks', () => {
  it('pass a correct plugin', async () => {
    const hyperbolic = elementwise('tanh', (x) => tanh(x));
    const tanhLayer = (): Layer => new HiddenLayer(5, hyperbolic, { weights: tenths, biases: tenths });
    for (const make of [() => scaling(), () => dropout(), tanhLayer]) {
      expect(await failuresOf(layerChecks(make))).toEqual([]);
    }
  });

  it.each<[what: string, make: () => Layer, check: string, message: string]>([
    [
      'a name of two words',
      () => scaling({}, 'my scaling'),
      'is a layer with a name in kebab-case',
      "its name is 'my scaling'",
    ],
    [
      'a wrong number of columns',
      () => scaling({ outputs: (inputs) => inputs + 1 - (inputs % 2) }),
      'has as many columns as it declares',
      'in training its output is [batch, 4] for [batch, 4]; outputs(4) is 5',
    ],
    [
      'swapped fan-in and fan-out',
      () => new Swapped(5, undefined, { weights: tenths, biases: tenths }),
      'declares its parameters correctly',
      'weights is [1, 5] for 1 columns: its fan-in is 1 and its fan-out 5, not 5 and 1',
    ],
    [
      'a parameter that is read in evaluation and never learned',
      () =>
        scaling({
          parameters: (inputs) =>
            ['factors', 'rest'].map((name) => {
              return { name, role: 'weight', shape: [1, inputs], fanIn: 1, fanOut: 1, initial: tenths };
            }),
          forward: ({ input, training, parameter }) =>
            new LayerOutput(map(mul, input, parameter(training ? 'factors' : 'rest'))),
        }),
      'declares its parameters correctly',
      'in training it never reads its parameter rest',
    ],
    [
      'a gradient that never reaches its parameter',
      () =>
        scaling({
          forward: ({ input, parameter }) =>
            new LayerOutput(map((x, factor) => mul(x, stopGradient(factor)), input, parameter('factors'))),
        }),
      'its derivatives agree with central differences',
      'the derivative of its output in training by factors, element 0',
    ],
    [
      'an exponential that overflows',
      () =>
        scaling({
          forward: ({ input, parameter }) =>
            new LayerOutput(map((x, f) => mul(f, exp(x)), input, parameter('factors'))),
        }),
      'is finite at large inputs, and so are its derivatives',
      'its output is Infinity for inputs up to 1000',
    ],
    [
      'NaN swallowed by a comparison',
      () =>
        scaling({
          forward: ({ input, parameter }) =>
            new LayerOutput(map((x, f) => mul(f, where(gt(x, -5), x, -5)), input, parameter('factors'))),
        }),
      'propagates NaN in evaluation',
      'its output has no NaN where input 0 is',
    ],
    [
      'stale state: a factor that grows with each call',
      () => {
        let calls = 0;
        return scaling({
          forward: ({ input, parameter }) => {
            const factor = 1 + calls++ / 1000;
            return new LayerOutput(map((x, f) => mul(mul(x, f), factor), input, parameter('factors')));
          },
        });
      },
      'has no state between calls',
      'traced again in training, of 1 columns, it computes something else',
    ],
    [
      'samples that depend on each other',
      () =>
        scaling({
          forward: ({ input, parameter }) => {
            const total = map((sum) => mul(sum, 0.01), reduceSum(input, 'rows'));
            return new LayerOutput(map((x, f, sum) => mul(f, sub(x, sum)), input, parameter('factors'), total));
          },
        }),
      'computes each row of a batch as if alone',
      'output, element 0, is',
    ],
    [
      'dropout in evaluation',
      () =>
        dropout({
          forward: ({ input }) =>
            new LayerOutput(map((x, u) => mul(x, add(1, mul(u, 0.01))), input, randomLike(input))),
        }),
      'is random in training only, and new at each step',
      'of 1 columns, it is random in evaluation',
    ],
    [
      'random numbers rounded to a constant',
      () =>
        dropout({
          forward: ({ input, training }) =>
            new LayerOutput(training ? map((x, u) => where(ge(u, 2), 0, x), input, randomLike(input)) : input),
        }),
      'is random in training only, and new at each step',
      'its random numbers are the same at every step',
    ],
    [
      'a constant that cannot be saved',
      () => {
        const nothing = new Expression('number', 'constant', [], Number.NaN);
        return scaling({
          forward: ({ input, parameter }) =>
            new LayerOutput(
              map((x, f) => where(gt(constant(1), max(0, mul(f, 0))), mul(x, f), nothing), input, parameter('factors')),
            ),
        });
      },
      'survives saving and loading its expressions',
      'expected a number',
    ],
    [
      'an impossible position',
      () => scaling({ position: 'output' }),
      'trains in a network',
      'the last layer has no loss; expected an OutputLayer',
    ],
  ])('%s', async (_, make, check, message) => {
    const found = await onlyFailure(() => layerChecks(make));
    expect(found.check).toBe(check);
    expect(found.message).toContain(message);
  });
});

class Swapped extends HiddenLayer {
  override parameters(inputs: number, label: string): readonly ParameterDeclaration[] {
    return super.parameters(inputs, label).map((declared) => {
      return { ...declared, fanIn: declared.fanOut, fanOut: declared.fanIn };
    });
  }
}
