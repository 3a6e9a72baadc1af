import { describe, expect, it } from 'vitest';
import { PlanBuilder } from '../plan/plan-builder.js';
import { interpretPlan } from '../testing/interpret-plan.js';
import { weighLosses } from './class-weights.js';

describe('weighLosses', () => {
  it('multiplies each loss by the weight of its class, for thousands of classes', () => {
    const classes = 3000;
    const builder = new PlanBuilder();
    const [losses, target] = [builder.input('losses', 1), builder.input('targets', classes)];
    const weights = Array.from({ length: classes }, (_, i) => i / 8);
    builder.output('loss', weighLosses(losses, target, weights));
    const labels = [0, 1, 1500, 2999];
    const { outputs } = interpretPlan(builder.build(), {
      data: {
        losses: { rows: 4, columns: 1, data: Float64Array.of(2, 3, 4, 5) },
        targets: { rows: 4, columns: classes, data: Uint16Array.from(labels), encoding: 'classes' },
      },
      rows: 4,
    });
    expect(outputs.loss).toEqual([0, 0.375, 750, 1874.375]);
    // The weights are data: the plan does not grow with the number of classes.
    expect(builder.nodes).toHaveLength(6);
  });
});
