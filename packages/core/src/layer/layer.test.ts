import { describe, expect, it } from 'vitest';
import { mul } from '../expression/expression.js';
import { elementwise } from '../parts/activation.js';
import { LayerOutput } from '../parts/layer-output.js';
import { defineLoss } from '../parts/loss.js';
import { PlanBuilder } from '../plan/plan-builder.js';
import { map } from '../plan/tensor.js';
import { failureOf } from '../testing/failure-of.js';
import { HiddenLayer } from './hidden-layer.js';
import { InputLayer } from './input-layer.js';
import { defineLayer, type Layer } from './layer.js';
import { OutputLayer } from './output-layer.js';

const identity = elementwise('identity', (x) => x);
const loss = defineLoss('first', { forward: (prediction) => prediction.value, metrics: [] });
const scale = (factor: number): Layer =>
  defineLayer('scale', {
    options: { factor },
    outputs: (inputs) => inputs,
    forward: ({ input }) => new LayerOutput(map((x) => mul(x, factor), input)),
  });

describe('attachAfter', () => {
  it('links both, and may be called twice', () => {
    const [input, hidden, output] = [new InputLayer(2), new HiddenLayer(3), new OutputLayer(1, identity, loss)];
    hidden.attachAfter(input);
    hidden.attachAfter(input);
    output.attachAfter(hidden);
    expect([input.previous, input.next, hidden.previous, hidden.next]).toEqual([undefined, hidden, input, output]);
    expect(output.previous).toBe(hidden);
    expect(output.next).toBeUndefined();
  });

  it('accepts layers of other packages', () => {
    const input = new InputLayer(2);
    const scaled = scale(2);
    scaled.attachAfter(input);
    new HiddenLayer(1).attachAfter(scaled);
    expect(input.next).toBe(scaled);
  });

  it.each([
    [
      'an input layer after another',
      () => new InputLayer(2).attachAfter(new HiddenLayer(2)),
      'the input layer cannot be attached after the hidden layer: an input layer comes first',
    ],
    [
      'a layer after the output',
      () => new HiddenLayer(2).attachAfter(new OutputLayer(1, identity, loss)),
      'the hidden layer cannot be attached after the output layer: an output layer comes last',
    ],
    [
      'a layer after itself',
      () => {
        const hidden = new HiddenLayer(2);
        hidden.attachAfter(hidden);
      },
      'the hidden layer cannot be attached after the hidden layer: they are the same layer',
    ],
    [
      'a layer after two',
      () => {
        const hidden = new HiddenLayer(2);
        hidden.attachAfter(new InputLayer(1));
        hidden.attachAfter(new InputLayer(1));
      },
      'the hidden layer cannot be attached after the input layer: it already comes after another layer; make a new one',
    ],
    [
      'two layers after one',
      () => {
        const input = new InputLayer(2);
        new HiddenLayer(2).attachAfter(input);
        new OutputLayer(2, identity, loss).attachAfter(input);
      },
      'the output layer cannot be attached after the input layer: another layer already comes after that one; make a new one',
    ],
  ])('refuses %s', (_, attach, message) => {
    expect(failureOf(attach)).toBe(`ATTACHMENT ${message}`);
  });

  it('changes nothing when it throws', () => {
    const [first, second, hidden] = [new InputLayer(2), new InputLayer(2), new HiddenLayer(2)];
    hidden.attachAfter(first);
    failureOf(() => hidden.attachAfter(second));
    expect([hidden.previous, second.next]).toEqual([first, undefined]);
  });

  it('rejects a value that is not a layer', () => {
    expect(failureOf(() => new HiddenLayer(2).attachAfter(identity as unknown as Layer))).toBe(
      "WRONG_PLUGIN the hidden layer's attachAfter: expected a layer, got the activation 'identity'",
    );
    expect(failureOf(() => new HiddenLayer(2).attachAfter(undefined as unknown as Layer))).toBe(
      "WRONG_PLUGIN the hidden layer's attachAfter: expected a layer, got undefined",
    );
  });
});

describe('defineLayer', () => {
  it('makes a hidden layer from a definition, without parameters by default', () => {
    const layer = scale(3);
    expect(layer).toMatchObject({ name: 'scale', position: 'hidden', options: { factor: 3 }, activationName: 'none' });
    expect(layer.outputs(7)).toBe(7);
    expect(layer.parameters(7, 'scale layer 1')).toEqual([]);
    const input = new PlanBuilder().input('x', 7);
    const trace = { input, training: true, parameter: () => input };
    expect(layer.forward(trace).value.shape).toEqual(['batch', 7]);
  });

  it("keeps the definition's position, activation and parameters", () => {
    const layer = defineLayer('own', {
      position: 'input',
      activationName: 'cubic',
      outputs: () => 1,
      parameters: (inputs, label) => [
        {
          name: label,
          role: 'weight',
          shape: [inputs, 1],
          fanIn: inputs,
          fanOut: 1,
          initial: { rows: 1, columns: 1, data: new Float64Array(1) },
        },
      ],
      forward: ({ input }) => new LayerOutput(input),
    });
    expect(layer).toMatchObject({ position: 'input', activationName: 'cubic' });
    expect(layer.parameters(4, 'own layer 2')).toMatchObject([{ name: 'own layer 2', shape: [4, 1] }]);
  });
});
