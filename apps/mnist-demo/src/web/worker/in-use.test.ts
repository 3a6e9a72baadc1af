import { expect, test } from 'vitest';
import { InUse } from './in-use.js';

test('waits for the work that has begun, good or bad, and for nothing else', async () => {
  const inUse = new InUse();
  await inUse.ended();
  let finish = (): void => {};
  let fail = (_: Error): void => {};
  const good = inUse.by(new Promise<void>((resolve) => (finish = resolve)));
  const bad = inUse.by(new Promise<void>((_, reject) => (fail = reject)));
  let ended = false;
  const end = inUse.ended().then(() => (ended = true));
  finish();
  await good;
  expect(ended).toBe(false);
  inUse.by(new Promise(() => {}));
  fail(new Error('broken'));
  await expect(bad).rejects.toThrow('broken');
  await end;
  expect(ended).toBe(true);
});
