import { expect, test } from 'vitest';
import { allImages, walkthrough } from './presets.js';
import { reasonsForNewNetwork, type Settings } from './settings.js';
import { settingsFromAddress, settingsToAddress } from './settings-address.js';

const custom: Settings = {
  ...allImages,
  hidden: [
    { size: 7, activation: 'custom' },
    { size: 3, activation: 'gelu' },
  ],
  expression: 'x > 0 ? x : 0.1 * (exp(x) - 1) & x#%',
  backend: 'reference',
  seed: 4_294_967_295,
};

test.each([
  ['walkthrough', walkthrough],
  ['all images', allImages],
  ['a custom one', custom],
  ['no hidden layer', { ...walkthrough, hidden: [] }],
])('settings survive the address: %s', (_, settings) => {
  expect(settingsFromAddress(`#${settingsToAddress(settings)}`)).toEqual(settings);
});

test('what an address has wrongly is the walkthrough', () => {
  const wrong =
    '#samples=-1&epochs=1.5&seed=4294967296&hidden=10-relu,x&initializer=__proto__&learningRate=NaN&batchSize=&dropout=1';
  expect(settingsFromAddress(wrong)).toEqual(walkthrough);
});

test('a new network is needed for what it is made of, and for an expression only where it is used', () => {
  expect(reasonsForNewNetwork(walkthrough, { ...walkthrough, epochs: 5, learningRate: 1, samples: 9 })).toEqual([]);
  expect(reasonsForNewNetwork(walkthrough, { ...walkthrough, expression: 'x' })).toEqual([]);
  expect(reasonsForNewNetwork(walkthrough, { ...walkthrough, seed: 2, dropout: 0.5 })).toEqual(['dropout', 'seed']);
  expect(reasonsForNewNetwork(custom, { ...custom, expression: 'x' })).toEqual(['your activation']);
});
