import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tanh } from '../expression/expression.js';
import { type Activation, elementwise } from '../parts/activation.js';
import { defineInitializer, type Initializer } from '../parts/initializer.js';
import { defineLoss, type Loss } from '../parts/loss.js';
import { PlanBuilder, type Tensor } from '../plan/plan-builder.js';
import { checkGradient } from '../testing/central-difference.js';
import { failureOf } from '../testing/failure-of.js';
import { interpretPlan } from '../testing/interpret-plan.js';
import { evenlySpread } from '../testing/random-number.js';
import type { InitialParameter } from './dense-layer.js';
import { HiddenLayer } from './hidden-layer.js';
import { InputLayer } from './input-layer.js';
import { OutputLayer } from './output-layer.js';

const smooth = elementwise('smooth', (x) => tanh(x));
const zeros: Initializer = defineInitializer('zeros', {
  fill: ({ rows, columns }) => new Float64Array(rows * columns),
});
const loss = defineLoss('first', { forward: (prediction) => prediction.value, metrics: [] });

describe('a dense layer', () => {
  it('declares weights and biases with their fans', () => {
    const layer = new HiddenLayer(3, smooth, { weights: zeros, biases: zeros });
    expect(layer.parameters(5, 'hidden layer 1')).toMatchObject([
      { name: 'weights', role: 'weight', shape: [5, 3], fanIn: 5, fanOut: 3, initial: zeros },
      { name: 'biases', role: 'bias', shape: [1, 3], fanIn: 5, fanOut: 3, initial: zeros },
    ]);
    expect(layer.outputs()).toBe(3);
    expect(layer.activationName).toBe('smooth');
    expect(new HiddenLayer(3).activationName).toBe('none');
  });

  it('takes numbers for weights and biases, biases as one row too', () => {
    const layer = new OutputLayer(2, smooth, loss);
    layer.setWeights([
      [1, 2],
      [3, 4],
    ]);
    layer.setBiases([5, 6]);
    expect(layer.parameters(2, 'output layer').map(({ initial }) => initial)).toEqual([
      { rows: 2, columns: 2, data: Float64Array.of(1, 2, 3, 4) },
      { rows: 1, columns: 2, data: Float64Array.of(5, 6) },
    ]);
    const given = { rows: 1, columns: 2, data: Float32Array.of(7, 8) };
    layer.setBiases(given);
    expect(layer.parameters(2, 'output layer')[1]!.initial).toBe(given);
  });

  it('is activation(input · weights + biases)', () => {
    const builder = new PlanBuilder();
    const tensors: Record<string, Tensor> = {
      weights: builder.parameter('weights', 'weight', [2, 3]),
      biases: builder.parameter('biases', 'bias', [1, 3]),
    };
    const input = builder.input('x', 2);
    const layers = { sums: undefined, activated: smooth };
    for (const [name, activation] of Object.entries(layers)) {
      const layer = new HiddenLayer(3, activation, { weights: zeros, biases: zeros });
      const parameter = (which: string): Tensor => tensors[which]!;
      builder.output(name, layer.forward({ input, training: false, parameter }).value);
    }
    const { outputs } = interpretPlan(builder.build(), {
      rows: 2,
      data: { x: { rows: 2, columns: 2, data: Float64Array.of(1, 2, 3, 4) } },
      parameters: { weights: [0.5, 1, 2, 4, 8, 16], biases: [0.25, -17, 0] },
    });
    expect(outputs.sums).toEqual([8.75, 0, 34, 17.75, 18, 70]);
    expect(outputs.activated).toEqual(outputs.sums!.map(Math.tanh));
  });

  it('agrees with central differences in inputs, weights and biases, over random shapes', () => {
    const size = fc.integer({ min: 1, max: 4 });
    const numbers = fc.array(evenlySpread(-2, 2), { minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(size, size, size, fc.boolean(), numbers, (rows, inputs, neurons, activated, values) => {
        const layer = new HiddenLayer(neurons, activated ? smooth : undefined, { weights: zeros, biases: zeros });
        const check = checkGradient(
          (input, weights, biases) => {
            const tensors: Record<string, typeof input> = { weights, biases };
            const parameter = (name: string): NonNullable<typeof input> => tensors[name]!;
            return layer.forward({ input: input!, training: true, parameter }).value;
          },
          [
            { shape: ['batch', inputs], values: values.slice(0, rows * inputs) },
            { shape: [inputs, neurons], values: values.slice(16, 16 + inputs * neurons) },
            { shape: [1, neurons], values: values.slice(32, 32 + neurons) },
          ],
          [1, -2, 0.5],
          rows,
        );
        expect(check).toMatchObject({ differing: [], skipped: 0 });
        expect(check.agreeing).toBe(rows * inputs + inputs * neurons + neurons);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the constructors', () => {
  const make = {
    'input layer': (size: number, activation?: Activation) => new InputLayer(size, activation),
    'hidden layer': (size: number, activation?: Activation) => new HiddenLayer(size, activation),
    'output layer': (size: number, activation?: Activation) => new OutputLayer(size, activation, loss),
  };
  const layers = Object.entries(make);

  it.each(layers)('of the %s rejects an invalid size', (name, layer) => {
    for (const size of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(failureOf(() => layer(size))).toBe(
        `INVALID_ARGUMENT ${name}: size is ${size}, expected an integer of 1 or more`,
      );
    }
    expect(failureOf(() => layer('3' as unknown as number))).toBe(
      `INVALID_ARGUMENT ${name}: size is '3', expected an integer of 1 or more`,
    );
    expect(failureOf(() => layer(undefined as unknown as number))).toBe(
      `INVALID_ARGUMENT ${name}: size is undefined, expected an integer of 1 or more`,
    );
  });

  it.each(layers)('of the %s rejects a value that is not an activation', (name, layer) => {
    expect(failureOf(() => layer(2, zeros as unknown as Activation))).toBe(
      `WRONG_PLUGIN ${name} activation: expected an activation, got the initializer 'zeros'`,
    );
    expect(failureOf(() => layer(2, Math.tanh as unknown as Activation))).toBe(
      `WRONG_PLUGIN ${name} activation: expected an activation, got a function; did you mean elementwise('tanh', tanh), ` +
        'or an activation of a package such as @nnf/activation-relu?',
    );
    expect(failureOf(() => layer(2, 'relu' as unknown as Activation))).toBe(
      `WRONG_PLUGIN ${name} activation: expected an activation, got 'relu'`,
    );
  });

  it('of the output layer rejects a value that is not a loss', () => {
    expect(failureOf(() => new OutputLayer(2, smooth, undefined as unknown as Loss))).toBe(
      'WRONG_PLUGIN output layer loss: expected a loss, got undefined',
    );
    expect(failureOf(() => new OutputLayer(2, smooth, smooth as unknown as Loss))).toBe(
      "WRONG_PLUGIN output layer loss: expected a loss, got the activation 'smooth'",
    );
  });

  it('reject invalid weights and biases', () => {
    expect(failureOf(() => new HiddenLayer(2, smooth, { weights: smooth as unknown as Initializer }))).toBe(
      "WRONG_PLUGIN hidden layer: weights: expected an initializer, got the activation 'smooth'",
    );
    expect(failureOf(() => new OutputLayer(2, smooth, loss, { biases: 0.1 as unknown as Initializer }))).toBe(
      'WRONG_PLUGIN output layer: biases: expected an initializer, got 0.1',
    );
  });
});

describe('setWeights and setBiases', () => {
  const layer = new HiddenLayer(2, smooth);
  const wrong = (value: unknown): InitialParameter => value as InitialParameter;

  it.each([
    [
      'rows of different lengths',
      [[1, 2], [3]],
      'INVALID_MATRIX hidden layer: weights: row 1 has 1 numbers, expected 2 as in row 0',
    ],
    ['text', [[1, 'x']], "INVALID_MATRIX hidden layer: weights: row 0, column 1 is 'x', expected a number"],
    [
      'data too short',
      { rows: 2, columns: 2, data: new Float64Array(3) },
      'INVALID_MATRIX hidden layer: weights: data has 3 numbers, expected 4 for [2, 2]',
    ],
    [
      'a function',
      function he() {},
      'WRONG_PLUGIN hidden layer: weights: expected an initializer, got a function; did you mean to call it: he()?',
    ],
    ['nothing', undefined, 'WRONG_PLUGIN hidden layer: weights: expected an initializer, got undefined'],
    ['null', null, 'WRONG_PLUGIN hidden layer: weights: expected an initializer, got null'],
  ])('refuse %s', (_, value, failure) => {
    expect(failureOf(() => layer.setWeights(wrong(value)))).toBe(failure);
    expect(failureOf(() => layer.setBiases(wrong(value)))).toBe(failure.replace('weights', 'biases'));
  });

  it('name the method to call when there are no initial values', () => {
    expect(failureOf(() => layer.parameters(3, 'hidden layer 2'))).toBe(
      'NO_INITIAL_VALUES hidden layer 2 has no weights; call setWeights(…) or pass { weights: … } to its constructor',
    );
    layer.setWeights(zeros);
    expect(failureOf(() => layer.parameters(3, 'hidden layer 2'))).toBe(
      'NO_INITIAL_VALUES hidden layer 2 has no biases; call setBiases(…) or pass { biases: … } to its constructor',
    );
  });
});
