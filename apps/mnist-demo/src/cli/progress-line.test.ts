import { expect, it } from 'vitest';
import { progressLine, timeLeft } from './progress-line.js';

const last = { epoch: 4, loss: 1.5, lastSampleLoss: 2, accuracy: 87.25 };

it('shows how far it is, the loss, the accuracy and the time left', () => {
  const line = progressLine({ done: 5, total: 10, last, secondsLeft: 61.2 }, 200);
  expect(line).toBe(`${'█'.repeat(20)}${'░'.repeat(20)} 5/10  loss 1.5000  accuracy 87.3%  1 min 2 s left`);
});

it.each([80, 40, 10, 1])('fits a terminal of %i columns', (columns) => {
  const line = progressLine({ done: 999, total: 1000, last, secondsLeft: 86_399 }, columns);
  expect(line.length).toBeLessThan(columns);
});

it('knows nothing before the first epoch ends', () => {
  expect(progressLine({ done: 0, total: 3, last: undefined, secondsLeft: timeLeft(0, 3, 0, 9) }, 80)).toBe(
    `${'░'.repeat(40)} 0/3`,
  );
});

it('expects the pace so far, and counts down between two epochs', () => {
  expect(timeLeft(10, 40, 20, 0)).toBe(60);
  expect(timeLeft(10, 40, 20, 1.5)).toBe(58.5);
  expect(timeLeft(39, 40, 39, 5)).toBe(0);
});
