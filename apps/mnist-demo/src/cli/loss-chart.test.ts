import { describe, expect, it } from 'vitest';
import { lossChart } from './loss-chart.js';

describe('lossChart', () => {
  it.each([2, 3, 70, 1000])('fits 80 columns with %i epochs', (epochs) => {
    const chart = lossChart(
      Array.from({ length: epochs }, (_, i) => 12 / (i + 1)),
      80,
    ).split('\n');
    expect(chart[0]).toBe('Mean loss by epoch');
    expect(Math.max(...chart.map((line) => line.length))).toBeLessThan(80);
    // Eleven rows go from the greatest loss to 0. The first and last epoch are below them.
    expect(chart.filter((line) => /^ *\d+\.\d+ [┤┼]/.test(line))).toHaveLength(11);
    expect(chart.at(-1)).toMatch(new RegExp(`^ +0 +${epochs - 1}$`));
  });

  it('falls where the loss falls', () => {
    const rows = lossChart([1, 0], 80).split('\n').slice(2, -1);
    expect(rows[0]).toMatch(/^1\.0000 ┼─*╮$/);
    expect(rows.at(-1)).toMatch(/^0\.0000 ┤ *╰─*$/);
  });

  it('has no curve of a single epoch, nor room on a narrow terminal', () => {
    expect(lossChart([1], 80)).toBe('');
    expect(lossChart([2, 1], 12)).toBe('');
  });

  it('draws a flat curve, and one of zeros', () => {
    expect(lossChart([0.5, 0.5, 0.5], 80)).toMatch(/^0\.5000 ┼─+$/m);
    expect(lossChart([0, 0, 0], 80)).toContain('0');
  });
});
