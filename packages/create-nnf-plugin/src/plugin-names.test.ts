import { describe, expect, it } from 'vitest';
import { kindNames } from './kinds.js';
import { namesOf } from './plugin-names.js';
import { WrongUse } from './wrong-use.js';

describe('namesOf', () => {
  it.each([
    ['soft-step', 'nnf-activation-soft-step', 'nnf-activation-soft-step'],
    ['nnf-activation-soft-step', 'nnf-activation-soft-step', 'nnf-activation-soft-step'],
    ['nnf-soft-step', 'nnf-soft-step', 'nnf-soft-step'],
    ['@me/nnf-activation-soft-step', '@me/nnf-activation-soft-step', 'nnf-activation-soft-step'],
    ['@me/activation-soft-step', '@me/activation-soft-step', 'activation-soft-step'],
    ['@me/soft-step', '@me/soft-step', 'soft-step'],
  ])('takes %s for the plugin soft-step in a package', (typed, packageName, folder) => {
    expect(namesOf('activation', typed)).toEqual({ packageName, name: 'soft-step', identifier: 'softStep', folder });
  });

  it.each(kindNames)('names a package after its kind: %s', (kind) => {
    expect(namesOf(kind, 'x2-y').packageName).toBe(`nnf-${kind}-x2-y`);
    expect(namesOf(kind, 'x2-y').identifier).toBe('x2Y');
  });

  it.each([
    ['Soft-Step', "npm would refuse the name 'nnf-activation-Soft-Step': name can no longer contain capital letters"],
    [
      'soft step',
      "npm would refuse the name 'nnf-activation-soft step': name can only contain URL-friendly characters",
    ],
    ['é', "npm would refuse the name 'nnf-activation-é': name can only contain URL-friendly characters"],
    [
      "it's",
      `npm would refuse the name 'nnf-activation-it's': name can no longer contain special characters ("~'!()*")`,
    ],
    ['@me/', "npm would refuse the name '@me/': name can only contain URL-friendly characters"],
    ['@/x', "npm would refuse the name '@/x': name can only contain URL-friendly characters"],
    ['@../x', "npm would refuse the name '@../x': scope cannot start with a period or an underscore"],
    ['@./x', "npm would refuse the name '@./x': scope cannot start with a period"],
    ['@.me/soft-step', "npm would refuse the name '@.me/soft-step': scope cannot start with a period"],
    ['@_me/soft-step', "npm would refuse the name '@_me/soft-step': scope cannot start with a period"],
    ['x'.repeat(210), 'name can no longer contain more than 214 characters'],
    ['../up', "npm would refuse the name 'nnf-activation-../up': name can only contain URL-friendly characters"],
    ['2-steps', "'2-steps' is not a plugin name; expected kebab-case that begins with a letter, such as soft-step"],
    ['soft_step', "'soft_step' is not a plugin name"],
    ['soft--step', "'soft--step' is not a plugin name"],
    ['soft.step', "'soft.step' is not a plugin name"],
    ['nnf-loss-x', "'nnf-loss-x' is the name of a loss, but you asked for an activation"],
    ['@me/nnf-loss-x', "'@me/nnf-loss-x' is the name of a loss, but you asked for an activation"],
    ['nnf-activation-', "'' is not a plugin name"],
    ['', "'' is not a plugin name"],
  ])('refuses %j with the reason', (typed, reason) => {
    expect(() => namesOf('activation', typed)).toThrow(WrongUse);
    expect(() => namesOf('activation', typed)).toThrow(reason);
  });
});
