import { expect, test } from 'vitest';
import { rows, trainAutoencoder } from './autoencoder.js';
import { drawAutoencoder } from './draw-autoencoder.js';

/** The colours of an SVG's squares by position, as red, green and blue. */
function squaresOf(svg: string): ReadonlyMap<string, readonly number[]> {
  const found = svg.matchAll(/<rect x="(\d+)" y="(\d+)" width="\d+" height="\d+" fill="#(\w{6})"/g);
  return new Map(
    [...found].map(([, x, y, fill = '']) => [
      `${x} ${y}`,
      [0, 2, 4].map((at) => Number.parseInt(fill.slice(at, at + 2), 16)),
    ]),
  );
}

test('every row with its input, output and code, the weights, and the loss from its greatest down', async () => {
  const trained = await trainAutoencoder({ seed: 1, epochs: 40 });
  const svg = drawAutoencoder(trained);
  const squares = squaresOf(svg);

  rows.forEach((row, r) => {
    const left = r < 16 ? 16 : 332;
    const y = 240 + 20 * (r % 16);
    const at = (x: number): readonly number[] => squares.get(`${left + x} ${y}`)!;
    row.forEach((bit, place) => {
      expect(at(20 * place)).toEqual(bit === 1 ? [0, 0, 0] : [255, 255, 255]);
      const grey = Math.round(255 * (1 - trained.outputs.row(r)[place]!));
      expect(at(112 + 20 * place)).toEqual([grey, grey, grey]);
    });
    Array.from(trained.codes.row(r)).forEach((code, place) => {
      const [red, green, blue] = at(224 + 20 * place);
      // Positive values are blue, negative ones orange.
      expect(code > 0 ? blue! - red! : red! - blue!).toBeGreaterThanOrEqual(0);
      expect(255 - green!).toBeCloseTo(Math.abs(code) * (255 - (code > 0 ? 79 : 84)), -0.5);
    });
  });

  const [encoder, , decoder] = trained.parameters;
  const numbers = [...svg.matchAll(/fill="#(?:fff|000)">(-?[\d.]+)</g)].map(([, text]) => Number(text));
  const expected = [...encoder!.data, ...decoder!.data];
  expect(numbers).toHaveLength(expected.length);
  numbers.forEach((number, i) => {
    expect(Math.abs(number - expected[i]!)).toBeLessThanOrEqual(0.0501);
  });

  const [, points = ''] = /points="([^"]*)"/.exec(svg)!;
  const curve = points.split(' ').map((point) => point.split(',').map(Number));
  expect(curve).toHaveLength(40);
  expect(curve[0]).toEqual([56, 32]);
  expect(curve.at(-1)![0]).toBe(852);
  // The curve is 140 high, with 0 at 172.
  expect((172 - curve.at(-1)![1]!) / 140).toBeCloseTo(trained.losses.at(-1)! / trained.losses[0]!, 3);
});
