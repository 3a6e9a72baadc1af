import { expect, test } from 'vitest';
import { rows, trainAutoencoder, wrongBits } from './autoencoder.js';

test('most bits come back through three numbers', async () => {
  const { losses, codes, outputs } = await trainAutoencoder({ seed: 1, epochs: 4000 });

  expect(losses).toHaveLength(4000);
  // Half the entropy of a coin for each bit: what no guess without the code comes near.
  expect(losses.at(-1)).toBeLessThan(Math.LN2 / 2);
  const wrong = wrongBits(outputs);
  // Four fifths of the 160 bits; guessing gives half of them.
  expect(wrong.reduce((sum, count) => sum + count, 0)).toBeLessThan(32);
  // Five planes cut space into 26 parts at the most, so that no more rows can come back whole.
  expect(wrong.filter((count) => count === 0).length).toBeLessThanOrEqual(26);
  expect(codes.columns).toBe(3);
  expect(codes.data.every((value) => Math.abs(value) < 1)).toBe(true);
});

test('the codes are what the outputs are read back from', async () => {
  const { codes, outputs, parameters } = await trainAutoencoder({ seed: 2, epochs: 50 });

  const [weights, biases] = parameters.slice(2).map(({ data }) => data);
  rows.forEach((_, r) => {
    outputs.row(r).forEach((output, column) => {
      let sum = biases![column]!;
      codes.row(r).forEach((code, place) => {
        sum += code * weights![place * 5 + column]!;
      });
      expect(output).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12);
    });
  });
});
