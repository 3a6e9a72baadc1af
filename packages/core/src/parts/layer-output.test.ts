import { describe, expect, it } from 'vitest';
import { PlanBuilder } from '../plan/plan-builder.js';
import { interpretPlan } from '../testing/interpret-plan.js';
import { LayerOutput } from './layer-output.js';

describe('LayerOutput', () => {
  it('computes logarithms of the output clamped to 1e-10 by default', () => {
    const builder = new PlanBuilder();
    const prediction = new LayerOutput(builder.input('p', 4));
    builder.output('log', prediction.log());
    builder.output('logComplement', prediction.logComplement());
    const data = { p: { rows: 1, columns: 4, data: Float64Array.of(0, 1, 0.25, 1e-11) } };
    const { outputs } = interpretPlan(builder.build(), { rows: 1, data });
    const least = Math.log(1e-10);
    expect(outputs.log).toEqual([least, 0, Math.log(0.25), least]);
    expect(outputs.logComplement).toEqual([0, least, Math.log(0.75), Math.log(1 - 1e-11)]);
  });

  it('returns the given logarithms', () => {
    const builder = new PlanBuilder();
    const [p, log, logComplement] = [builder.input('p', 2), builder.input('log', 2), builder.input('complement', 2)];
    const prediction = new LayerOutput(p, { log: () => log, logComplement: () => logComplement });
    expect(prediction.log()).toBe(log);
    expect(prediction.logComplement()).toBe(logComplement);
    expect(prediction.value).toBe(p);
  });
});
