import { describe, expect, it } from 'vitest';
import { UpdateTurn, UpdateTurns } from './update-turns.js';

/** A reader that goes on until it is let go. */
function reader(turns: UpdateTurns, log: string[], name = 'reader') {
  let letGo = (): void => {};
  const done = turns.read(async () => {
    log.push(`${name} begins`);
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
    log.push(`${name} ends`);
  });
  return { done, letGo: () => letGo() };
}

const usable = (): void => {};
const turnOf = (turns: UpdateTurns, signal?: AbortSignal): UpdateTurn =>
  new UpdateTurn(signal ? { signal } : {}, turns, usable);
const ticks = () => new Promise((resolve) => setTimeout(resolve));

describe('turns to update', () => {
  it('wait for the readers that are there, and the next readers wait for them', async () => {
    const turns = new UpdateTurns();
    const log: string[] = [];
    const [first, turn] = [reader(turns, log, 'first'), turnOf(turns)];
    await ticks();
    const waiting = turn.begin();
    const second = reader(turns, log, 'second');
    await ticks();
    expect(log).toEqual(['first begins']);
    first.letGo();
    await waiting;
    log.push('update');
    turn.end(1);
    await ticks();
    second.letGo();
    await Promise.all([first.done, second.done]);
    expect(log).toEqual(['first begins', 'first ends', 'update', 'second begins', 'second ends']);
    expect(turns.mustWait(true)).toBe(false);
  });

  it('end at an abort while they wait, or when the program is disposed of, and hold nobody up', async () => {
    for (const isDisposed of [false, true]) {
      const turns = new UpdateTurns();
      const log: string[] = [];
      const first = reader(turns, log);
      const controller = new AbortController();
      const turn = new UpdateTurn({ signal: controller.signal }, turns, () => {
        if (isDisposed) throw new Error('disposed');
      });
      const waiting = turn.begin();
      if (isDisposed) first.letGo();
      else controller.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow(isDisposed ? 'disposed' : 'enough');
      turn.close();
      first.letGo();
      await first.done;
      const second = reader(turns, log);
      await ticks();
      second.letGo();
      await second.done;
      expect(log).toHaveLength(4);
    }
  });

  it('are finished by whoever asks in a pause, and count their batches', async () => {
    const turns = new UpdateTurns();
    const counts: number[] = [];
    const log: string[] = [];
    const turn = new UpdateTurn({ onProgress: (batches) => counts.push(batches) }, turns, usable);
    function* pieces() {
      for (let i = 0; i < 4; i++) {
        log.push(`piece ${i}`);
        yield;
      }
    }
    const pause = async (): Promise<void> => {
      await ticks();
      log.push('pause');
    };
    const updating = turn.update(pieces(), pause);
    turns.finish();
    log.push('read');
    await updating;
    expect(log).toEqual(['piece 0', 'piece 1', 'piece 2', 'piece 3', 'read', 'pause']);
    expect(turn.update([][Symbol.iterator](), pause)).toBeUndefined();
    turn.begin();
    turn.end(3);
    expect(counts).toEqual([1, 2, 5]);
  });

  it('of two runs come one after the other', async () => {
    const turns = new UpdateTurns();
    const [one, two] = [turnOf(turns), turnOf(turns)];
    expect(one.begin()).toBeUndefined();
    const waiting = two.begin();
    let begun = false;
    waiting?.then(() => {
      begun = true;
    });
    await ticks();
    expect(begun).toBe(false);
    one.end(1);
    await waiting;
    two.end(1);
    expect(turns.mustWait(true)).toBe(false);
  });
});
