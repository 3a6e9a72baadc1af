import { reference } from '@nnf/backend-reference';
import { describe, expect, it } from 'vitest';
import { PlanBuilder } from '../plan/plan-builder.js';
import { simplify } from '../plan/simplify.js';
import { interpretPlan, type PlanRun } from '../testing/interpret-plan.js';
import { runPlan } from '../testing/run-plan.js';
import { absorb, initialState, numbers, toUniform, toWords } from './random.js';
import { randomUniform } from './random-tensor.js';

/** A run in which each batch is a step, the first being number 1. */
function runOf(seed: number, rows: number, batchSize = rows): PlanRun {
  return {
    rows,
    batchSize,
    data: { x: { rows, columns: 1, data: new Float64Array(rows) } },
    scalar: (scalar, batch) => (scalar.kind === 'random' ? initialState(seed, batch + 1)[scalar.word] : 0),
  };
}

function expectedNumber(seed: number, step: number, stream: number, row: number, column: number): number {
  const streamState = absorb(numbers, initialState(seed, step), [stream]);
  return toUniform(numbers, absorb(numbers, absorb(numbers, streamState, toWords(row)), toWords(column)));
}

describe('randomUniform', () => {
  it('equals the host generator bit by bit on the reference backend, over all parts of the key', async () => {
    const streams = [0, 1, 2047];
    const builder = new PlanBuilder();
    builder.input('x', 1);
    for (const stream of streams) builder.output(`stream ${stream}`, randomUniform(builder, stream, ['batch', 5]));
    for (const plan of [builder.build(), simplify(builder.build())]) {
      for (const seed of [0, 1, 123_456_789, 2 ** 32 - 1]) {
        const { outputs } = await runPlan(reference(), plan, runOf(seed, 12, 4));
        for (const stream of streams) {
          const expected = Array.from({ length: 12 * 5 }, (_, i) => {
            const row = Math.floor(i / 5);
            return expectedNumber(seed, Math.floor(row / 4) + 1, stream, row % 4, i % 5);
          });
          expect(outputs[`stream ${stream}`]).toEqual(expected);
        }
      }
    }
  });

  it('reaches rows and columns beyond one word', async () => {
    const builder = new PlanBuilder();
    builder.input('x', 1);
    builder.output('tall', randomUniform(builder, 3, ['batch', 1]));
    builder.output('wide', randomUniform(builder, 4, [1, 5000]));
    const { outputs } = await runPlan(reference(), simplify(builder.build()), runOf(77, 5000));
    const places = Array.from({ length: 5000 }, (_, i) => i);
    expect(outputs.tall).toEqual(places.map((row) => expectedNumber(77, 1, 3, row, 0)));
    expect(outputs.wide).toEqual(places.map((column) => expectedNumber(77, 1, 4, 0, column)));
  });

  it('has the same bits in float32', () => {
    const builder = new PlanBuilder();
    builder.input('x', 1);
    builder.output('numbers', randomUniform(builder, 5, ['batch', 7]));
    const plan = simplify(builder.build());
    const exact = interpretPlan(plan, runOf(4_000_000_000, 30));
    expect(interpretPlan(plan, runOf(4_000_000_000, 30), { round: Math.fround })).toEqual(exact);
  });

  it('does not depend on how the rows of a step are computed', async () => {
    const builder = new PlanBuilder();
    builder.input('x', 1);
    builder.output('numbers', randomUniform(builder, 5, ['batch', 3]));
    const plan = simplify(builder.build());
    const few = await runPlan(reference(), plan, runOf(6, 3));
    const many = await runPlan(reference(), plan, runOf(6, 300));
    expect(many.outputs.numbers!.slice(0, 9)).toEqual(few.outputs.numbers);
  });

  it('works on a matrix with a known number of rows', async () => {
    const builder = new PlanBuilder();
    builder.input('x', 1);
    builder.output('numbers', randomUniform(builder, 5, [3, 2]));
    const { outputs } = await runPlan(reference(), simplify(builder.build()), runOf(6, 1));
    expect(outputs.numbers).toEqual(
      [0, 1, 2].flatMap((row) => [0, 1].map((column) => expectedNumber(6, 1, 5, row, column))),
    );
  });
});
