import { expect, test } from 'vitest';
import { curvesToSvg } from './curves-svg.js';

const epochs = [
  { epoch: 0, loss: 10, accuracy: 0 },
  { epoch: 1, loss: 1, accuracy: 50 },
  { epoch: 2, loss: 0.1, accuracy: 100 },
];

function curves(svg: string): (readonly (readonly number[])[])[] {
  return [...svg.matchAll(/points="([^"]*)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => point.split(',').map(Number)),
  );
}

test('two curves, from the left edge to the right, each a tenth of the loss as far as the last', () => {
  const [loss = [], accuracy = []] = curves(curvesToSvg(epochs));
  expect(loss.map(([x]) => x)).toEqual([64, 344, 624]);
  const heights = loss.map(([, y]) => y!);
  expect(heights[1]! - heights[0]!).toBeCloseTo(heights[2]! - heights[1]!, 6);
  expect(accuracy.map(([, y]) => y)).toEqual([180, 104, 28]);
});

test('one epoch, and a loss of 0', () => {
  const svg = curvesToSvg([{ epoch: 0, loss: 0, accuracy: 100 }]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('no more points than can be seen, with the last', () => {
  const many = Array.from({ length: 25_001 }, (_, epoch) => ({ epoch, loss: 1 / (epoch + 1), accuracy: 10 }));
  const [loss = []] = curves(curvesToSvg(many));
  expect(loss.length).toBeLessThan(1010);
  expect(loss.at(-1)?.[0]).toBe(624);
});
