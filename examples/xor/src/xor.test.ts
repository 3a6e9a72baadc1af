import { expect, test } from 'vitest';
import { trainXor, xor } from './xor.js';

test('learns XOR', async () => {
  const { losses, outputs } = await trainXor({ seed: 1, epochs: 50_000 });

  expect(losses).toHaveLength(50_000);
  expect(losses[0]).toBeGreaterThan(0.2);
  expect(losses.at(-1)).toBeLessThan(1e-20);
  outputs.forEach((output, row) => {
    expect(output).toBeCloseTo(xor.targets[row]![0]!, 9);
  });
});

test('the same seed gives the same numbers', async () => {
  const first = await trainXor({ seed: 7, epochs: 20 });
  const second = await trainXor({ seed: 7, epochs: 20 });
  const other = await trainXor({ seed: 8, epochs: 20 });

  expect(second).toEqual(first);
  expect(other.outputs).not.toEqual(first.outputs);
});
