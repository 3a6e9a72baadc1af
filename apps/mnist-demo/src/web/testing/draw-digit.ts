import type { Browser } from '../../../../../tests/browser/chromium.js';

/** A tab of the browser. */
export type Tab = Awaited<ReturnType<Browser['context']['newPage']>>;

/**
 * Draws one stroke by the mouse.
 *
 * @param points shares of the drawing area's width and height
 */
export async function drawDigit(
  tab: Tab,
  points: readonly (readonly [x: number, y: number])[],
  steps = 6,
): Promise<void> {
  const pad = tab.locator('#pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  const [first] = points;
  if (!box || !first) throw new Error('there is nothing to draw, or on');
  const move = ([x, y]: readonly [number, number], count: number) =>
    tab.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: count });
  await move(first, 1);
  await tab.mouse.down();
  for (const point of points.slice(1)) await move(point, steps);
  await tab.mouse.up();
}
