import { describe, expect, it } from 'vitest';
import { type LayerLabel, longLabel, parameterName, shortLabel } from './layer-label.js';

describe('a layer label', () => {
  it.each<[LayerLabel, string, string, string]>([
    [{ name: 'input' }, 'input', 'input layer', 'input weights'],
    [{ name: 'hidden', number: 2 }, 'hidden 2', 'hidden layer 2', 'hidden 2 weights'],
    // A name of several words is not taken apart.
    [{ name: 'my layer', number: 1 }, 'my layer 1', 'my layer layer 1', 'my layer 1 weights'],
  ])('%j has a short form, a long form and parameter names', (label, short, long, parameter) => {
    expect([shortLabel(label), longLabel(label), parameterName(label, 'weights')]).toEqual([short, long, parameter]);
  });
});
