import type { Browser } from '../../../../../tests/browser/chromium.js';

/** A tab of the browser. */
export type Tab = Awaited<ReturnType<Browser['context']['newPage']>>;

/** Points of one stroke, as shares of the drawing area's width and height. */
type Shares = readonly (readonly [x: number, y: number])[];

/** Draws one stroke with the mouse, with a given number of movements between points. */
export async function drawDigit(tab: Tab, shares: Shares, steps = 6): Promise<void> {
  const { x, y, between } = await wayOf(tab, shares, steps);
  await tab.mouse.move(x, y);
  await tab.mouse.down();
  for (const point of between) await tab.mouse.move(point.x, point.y);
  await tab.mouse.up();
}

/** Draws the same stroke by touch. */
export async function drawDigitByTouch(tab: Tab, shares: Shares, steps = 6): Promise<void> {
  const { x, y, between } = await wayOf(tab, shares, steps);
  const session = await tab.context().newCDPSession(tab);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (const point of between)
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

/** The stroke's first position in the tab, and all positions after it. */
async function wayOf(tab: Tab, shares: Shares, steps: number) {
  const pad = tab.locator('#pad');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('there is nothing to draw on');
  const points = shares.map(([x, y]) => ({ x: box.x + x * box.width, y: box.y + y * box.height }));
  const [first] = points;
  if (!first) throw new Error('there is nothing to draw');
  const between = points.slice(1).flatMap((end, i) => {
    const start = points[i] ?? first;
    return Array.from({ length: steps }, (_, step) => ({
      x: start.x + ((end.x - start.x) * (step + 1)) / steps,
      y: start.y + ((end.y - start.y) * (step + 1)) / steps,
    }));
  });
  return { ...first, between };
}
