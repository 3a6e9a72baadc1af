import type { Point, Stroke } from './strokes.js';

/** Half the pen's width, in pixels of the result: lines are about as thick as MNIST's. */
const penRadius = 1.15;

/**
 * Renders strokes as MNIST digits are. The ink is scaled to fit a box of 20 of 28 pixels, with its aspect ratio kept. Then its
 * centre of mass is moved to the middle (LeCun, Cortes, Burges, *The MNIST database*).
 *
 * @param width pixels per row of the result
 * @returns `[height * width]`, 0 for paper to 1 for ink
 */
export function digitFromStrokes(strokes: readonly Stroke[], width = 28, height = width): Float32Array {
  const points = strokes.flat();
  if (points.length === 0) return new Float32Array(width * height);
  const box = Math.min(width, height) * (20 / 28);
  const radius = penRadius * (Math.min(width, height) / 28);
  const place = toBox(points, box - 2 * radius, width, height);
  const placed = strokes.map((stroke) => stroke.map(place));
  const first = ink(placed, radius, width, height);
  const { x, y } = centreOfMass(first, width);
  // A pixel's index is the coordinate of its middle, so the middle of 28 pixels is at 13.5.
  const dx = (width - 1) / 2 - x;
  const dy = (height - 1) / 2 - y;
  const centred = placed.map((stroke) => stroke.map((point) => ({ x: point.x + dx, y: point.y + dy })));
  return ink(centred, radius, width, height);
}

/** Scales and moves the points into a centred box. */
function toBox(points: readonly Point[], box: number, width: number, height: number): (point: Point) => Point {
  const [left, right] = extent(points.map(({ x }) => x));
  const [top, bottom] = extent(points.map(({ y }) => y));
  const size = Math.max(right - left, bottom - top);
  // A dot stays a dot.
  const scale = size > 0 ? box / size : 0;
  return ({ x, y }) => ({
    x: (x - (left + right) / 2) * scale + (width - 1) / 2,
    y: (y - (top + bottom) / 2) * scale + (height - 1) / 2,
  });
}

function extent(values: readonly number[]): readonly [number, number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return [least, greatest];
}

function ink(strokes: readonly Stroke[], radius: number, width: number, height: number): Float32Array {
  const pixels = new Float32Array(width * height);
  for (const stroke of strokes) {
    for (const [i, end] of stroke.entries()) line(pixels, stroke[i - 1] ?? end, end, radius, width, height);
  }
  return pixels;
}

/** Draws an antialiased line with round ends. */
function line(pixels: Float32Array, from: Point, to: Point, radius: number, width: number, height: number): void {
  const reach = radius + 0.5;
  const left = Math.max(0, Math.ceil(Math.min(from.x, to.x) - reach));
  const right = Math.min(width - 1, Math.floor(Math.max(from.x, to.x) + reach));
  const top = Math.max(0, Math.ceil(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(height - 1, Math.floor(Math.max(from.y, to.y) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const covered = Math.min(1, reach - distance({ x, y }, from, to));
      if (covered > pixels[y * width + x]!) pixels[y * width + x] = covered;
    }
  }
}

function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy);
}

function centreOfMass(pixels: Float32Array, width: number): Point {
  let [mass, x, y] = [0, 0, 0];
  for (const [i, value] of pixels.entries()) {
    mass += value;
    x += value * (i % width);
    y += value * Math.floor(i / width);
  }
  return { x: x / mass, y: y / mass };
}
