import { expect, test } from 'vitest';
import { rows, trainAutoencoder, wrongBits } from './autoencoder.js';

test('most bits come back through three numbers', async () => {
  const { losses, codes, outputs } = await trainAutoencoder({ seed: 1, epochs: 4000 });

  expect(losses).toHaveLength(4000);
  // The limit is half the entropy of a coin toss per bit, far below any guess without the code.
  expect(losses.at(-1)).toBeLessThan(Math.LN2 / 2);
  const wrong = wrongBits(outputs);
  // At least four fifths of the 160 bits are right; guessing gets half of them right.
  expect(wrong.reduce((sum, count) => sum + count, 0)).toBeLessThan(32);
  // Five planes divide space into at most 26 regions, so at most 26 rows can be reproduced without error.
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
