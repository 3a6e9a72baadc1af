import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { askForMissing } from './ask.js';
import { WrongUse } from './wrong-use.js';

const nothing = { kind: undefined, name: undefined, folder: undefined };
const down = '\u001b[B';
const enter = '\r';

/** A user who presses keys in turn, once a question appears. */
function somebody(...keys: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let seen = '';
  output.on('data', (text) => {
    seen += text;
  });
  const press = async (): Promise<void> => {
    for (const key of keys) {
      const before = seen.length;
      await wait(20);
      input.write(key);
      for (let i = 0; i < 50 && seen.length === before; i++) await wait(10);
    }
  };
  return { dialogue: { input, output }, press, seen: () => seen };
}

describe('askForMissing', () => {
  it('asks nothing if all arguments are given', async () => {
    const answers = await askForMissing({ kind: 'layer', name: 'soft-step', folder: 'here' }, false);
    expect(answers).toMatchObject({ kind: 'layer', folder: 'here', names: { packageName: 'nnf-layer-soft-step' } });
  });

  it.each([
    [nothing, 'missing a kind and a name: npm create nnf-plugin@latest activation soft-step'],
    [{ ...nothing, kind: 'loss' as const }, 'missing a name: npm create nnf-plugin@latest loss soft-step'],
  ])('says what is missing when not interactive', async (settings, message) => {
    await expect(askForMissing(settings, false)).rejects.toThrow(new WrongUse(message));
  });

  it('asks for kind and name', async () => {
    const { dialogue, press, seen } = somebody(down, enter, 'soft-step', enter);
    const [answers] = await Promise.all([askForMissing(nothing, true, dialogue), press()]);
    expect(answers).toMatchObject({
      kind: 'loss',
      names: { packageName: 'nnf-loss-soft-step', identifier: 'softStep' },
    });
    expect(seen()).toContain('What kind of plugin?');
    expect(seen()).toContain('what training minimizes');
  });

  it('asks for the name alone, and again after one that npm would refuse, with the reason', async () => {
    const { dialogue, press, seen } = somebody('A', enter, '\u007f', 'b', enter);
    const settings = { ...nothing, kind: 'activation' as const };
    const [answers] = await Promise.all([askForMissing(settings, true, dialogue), press()]);
    expect(answers.names.name).toBe('b');
    expect(seen()).toContain("npm would refuse the name 'nnf-activation-A'");
  });

  it('gives up at Ctrl-C', async () => {
    const { dialogue, press } = somebody('\u0003');
    const asked = askForMissing(nothing, true, dialogue);
    const refused = expect(asked).rejects.toThrow(new WrongUse('nothing was written'));
    await press();
    await refused;
  });
});
