import { matmul, PlanBuilder } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { ParameterStore } from './parameter-store.js';

const plan = (() => {
  const builder = new PlanBuilder();
  builder.output('y', matmul(builder.input('x', 2), builder.parameter('w', 'weight', [2, 2])));
  return builder.build();
})();
const onDevice = [Float32Array.of(1, 2), Float32Array.of(3, 4)];

function store() {
  const state = { isThere: true, reads: 0 };
  const parameters = new ParameterStore(() => {
    if (!state.isThere) throw new Error('the device is lost');
  });
  parameters.add(plan);
  parameters.write('w', [9, 9, 9, 9]);
  const leave = () =>
    parameters.leave('w', {
      handle: onDevice,
      read: () => {
        state.reads++;
        return onDevice;
      },
    });
  return { state, parameters, leave, values: () => [...parameters.get('w').values] };
}

describe('a parameter that was changed on the device', () => {
  it('is read when it is asked for, and once', () => {
    const { state, parameters, leave, values } = store();
    leave();
    leave();
    expect(state.reads).toBe(0);
    expect(values()).toEqual([1, 2, 3, 4]);
    expect(values()).toEqual([1, 2, 3, 4]);
    expect(state.reads).toBe(1);
    expect(parameters.onDevice('w')).toBe(onDevice);
  });

  it('is what the user writes over it, and not read for that', () => {
    const { state, parameters, leave, values } = store();
    leave();
    parameters.write('w', [5, 6, 7, 8]);
    expect(state.reads).toBe(0);
    expect(values()).toEqual([5, 6, 7, 8]);
    expect(parameters.onDevice('w')).toBeUndefined();
  });

  it('is read before what holds it is freed, and no longer there', () => {
    const { parameters, leave, values } = store();
    leave();
    parameters.readBack();
    expect(parameters.onDevice('w')).toBeUndefined();
    expect(values()).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['gives nothing', () => onDevice],
    [
      'throws',
      () => {
        throw new Error('the context is lost');
      },
    ],
  ])('on a device that is gone is an error once, and then as it was last read, where reading %s', (_, read) => {
    const { state, parameters, values } = store();
    parameters.leave('w', { handle: onDevice, read });
    state.isThere = false;
    expect(() => parameters.get('w')).toThrow('the device is lost');
    expect(values()).toEqual([9, 9, 9, 9]);
    expect(parameters.onDevice('w')).toBeUndefined();
  });

  it('that cannot be read on a device that is there is an error', () => {
    const { parameters } = store();
    parameters.leave('w', {
      handle: onDevice,
      read: () => {
        throw new Error('no memory');
      },
    });
    expect(() => parameters.get('w')).toThrow('no memory');
  });
});
