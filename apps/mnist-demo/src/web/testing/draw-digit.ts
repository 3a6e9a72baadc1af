import type { Browser } from '../../../../../tests/browser/chromium.js';

/** A tab of the browser. */
export type Tab = Awaited<ReturnType<Browser['context']['newPage']>>;

/** Points of one stroke, as shares of the drawing area's width and height. */
type Shares = readonly (readonly [x: number, y: number])[];

/** Draws one stroke by the mouse, in so many movements from one point to the next. */
export async function drawDigit(tab: Tab, shares: Shares, steps = 6): Promise<void> {
  const { x, y, between } = await wayOf(tab, shares, steps);
  await tab.mouse.move(x, y);
  await tab.mouse.down();
  for (const point of between) await tab.mouse.move(point.x, point.y);
  await tab.mouse.up();
}

/** Draws the same stroke by a finger. */
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

/** Where the stroke begins in the tab, and all places that it then comes to. */
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
