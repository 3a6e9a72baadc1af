import { LayerOutput, type Loss, PlanBuilder, simplify } from '@nnf/core';
import { ensureDerivatives } from './central-difference.js';
import { type Check, ensure } from './check.js';
import {
  farFrom,
  finiteRange,
  isPlain,
  predictionsFor,
  sources,
  sourcesOf,
  targetsFor,
  traceLoss,
  widthsOf,
} from './loss-samples.js';
import { PlanComputation } from './plan-computation.js';
import { textOf, throughText } from './plan-text.js';
import { ensureIdentity, ensureRange } from './plugin-identity.js';
import { ensureSameBits } from './same-bits.js';
import { numbersBetween, uniformNumbers } from './sample-numbers.js';

/** What a loss is compared with. */
export interface LossExpectations {
  /**
   * The loss's formula in plain numbers, for one sample. Its values are compared with it.
   *
   * @example
   * lossChecks(meanAbsolute, { formula: (p, t) => p.reduce((sum, x, i) => sum + Math.abs(x - t[i]!), 0) / p.length });
   */
  readonly formula?: (prediction: readonly number[], target: readonly number[]) => number;
}

/**
 * The checks that every loss must pass, without a test runner. `lossSuite` registers them. Predictions and targets are
 * taken from the ranges that the loss declares.
 *
 * @example
 * const failures = await failuresOf(lossChecks(meanSquaredError));
 */
export function lossChecks(loss: Loss, { formula }: LossExpectations = {}): readonly Check[] {
  const checks: Check[] = [
    {
      name: 'is a loss with a name in kebab-case and a list of metrics',
      run: async () => {
        ensureIdentity(loss, 'loss');
        ensureRange(loss.predictionRange, 'predictionRange');
        ensureRange(loss.targetRange, 'targetRange');
        for (const metric of loss.metrics)
          ensure(metric?.plugin?.kind === 'metric', 'its metrics contain a value that is not a metric');
      },
    },
    { name: 'returns one number per sample', run: () => givesOneNumber(loss) },
    { name: 'its derivative agrees with central differences', run: () => agreesWithDifferences(loss) },
    { name: 'falls as the prediction nears the target', run: () => fallsTowardsTarget(loss) },
    { name: 'is finite at large inputs, and so is its derivative', run: () => staysFinite(loss) },
    { name: 'propagates NaN', run: () => passesNaN(loss) },
    { name: 'has no state between calls', run: async () => hasNoState(loss) },
    { name: 'computes each row of a batch as if alone', run: () => isRowByRow(loss) },
    { name: 'survives saving and loading its expression', run: () => survivesSaving(loss) },
  ];
  if (formula) checks.push({ name: 'agrees with its formula', run: () => agreesWithFormula(loss, formula) });
  return checks;
}

async function givesOneNumber(loss: Loss): Promise<void> {
  const widths = widthsOf(loss);
  for (const columns of widths) {
    const builder = new PlanBuilder();
    const { shape } = loss.forward(new LayerOutput(builder.input('x', columns)), builder.input('t', columns));
    ensure(
      shape[0] === 'batch' && shape[1] === 1,
      `it is [${shape.join(', ')}] for [batch, ${columns}]; expected [batch, 1]`,
    );
  }
}

async function agreesWithDifferences(loss: Loss): Promise<void> {
  for (const source of sourcesOf(loss)) {
    for (const columns of widthsOf(loss)) {
      const rows = 4;
      const count = rows * columns;
      const near = predictionsFor(loss, source, count, columns);
      for (const values of [near, farFrom(loss, near)]) {
        await ensureDerivatives({
          what: `the loss of ${source}`,
          variables: [
            { name: 'prediction', shape: ['batch', columns], values },
            { name: 'target', shape: ['batch', columns], values: targetsFor(loss, count, columns), moves: false },
          ],
          rows,
          trace: (_, [x, target]) => loss.forward(sources[source](x!), target!),
        });
      }
    }
  }
}

/** On the line from a prediction to its target, a loss never rises. At the target it may be undefined. */
async function fallsTowardsTarget(loss: Loss): Promise<void> {
  const [least, greatest] = finiteRange(loss.targetRange);
  const steps = 8;
  for (const columns of widthsOf(loss)) {
    const computation = await PlanComputation.of(simplify(traceLoss(loss, 'a plain prediction', columns)));
    let fallen = 0;
    for (let sample = 0; sample < 12; sample++) {
      const from = predictionsFor(loss, 'a plain prediction', columns, sample);
      // A one-hot target if the loss has a range, otherwise any numbers.
      const to = loss.targetRange
        ? from.map((_, i) => (i === sample % columns ? greatest : least))
        : targetsFor(loss, columns, sample);
      const at = async (step: number): Promise<number> => {
        const prediction = from.map((value, i) => value + ((to[i]! - value) * step) / steps);
        return (await computation.compute({ prediction, target: to, weights: [1] }, 1)).loss![0]!;
      };
      let before = await at(0);
      const start = before;
      for (let step = 1; step < steps; step++) {
        const now = await at(step);
        ensure(
          now <= before + 1e-12 * (1 + Math.abs(before)),
          () => `it rises from ${before} to ${now} as [${from.join(', ')}] nears the target [${to.join(', ')}]`,
        );
        before = now;
      }
      if (before < start) fallen++;
    }
    ensure(fallen >= 6, `it is the same for ${12 - fallen} of 12 predictions as for their targets`);
  }
}

async function staysFinite(loss: Loss): Promise<void> {
  for (const source of sourcesOf(loss)) {
    const ends = loss.predictionRange && isPlain(source) ? loss.predictionRange : undefined;
    const far = [100, 1e3, 1e4].flatMap((x) => [limit(-x, ends), limit(x, ends)]);
    const goals = [-1e4, 1e4].map((t) => limit(t, loss.targetRange));
    const pairs = far.flatMap((x) => goals.map((t) => [x, t] as const));
    const computation = await PlanComputation.of(simplify(traceLoss(loss, source, 2)));
    for (const [x, t] of pairs) {
      const values = { prediction: [x, far[0]!], target: [t, goals[0]!], weights: [1] };
      const { loss: losses, gradient: slope } = await computation.compute(values, 1);
      const what = `for the prediction ${x} and the target ${t}, ${source}`;
      ensure(losses!.every(Number.isFinite), () => `it is ${losses![0]} ${what}`);
      ensure(slope!.every(Number.isFinite), () => `its gradient is ${slope!.join(', ')} ${what}`);
    }
  }
}

function limit(x: number, [least, greatest]: readonly [number, number] = [-1e4, 1e4]): number {
  return Math.min(Math.max(x, least), greatest);
}

async function passesNaN(loss: Loss): Promise<void> {
  for (const source of sourcesOf(loss)) {
    const computation = await PlanComputation.of(simplify(traceLoss(loss, source, 3)));
    for (const place of [0, 1, 2]) {
      const prediction = predictionsFor(loss, source, 3, 1).with(place, Number.NaN);
      const { loss: losses } = await computation.compute(
        { prediction, target: targetsFor(loss, 3, 1), weights: [1] },
        1,
      );
      ensure(losses!.some(Number.isNaN), `it is ${losses![0]} where element ${place} of ${source} is NaN`);
    }
  }
}

function hasNoState(loss: Loss): void {
  const first = textOf(traceLoss(loss, 'a plain prediction', 3));
  traceLoss(loss, 'a plain prediction', 5);
  ensure(
    textOf(traceLoss(loss, 'a plain prediction', 3)) === first,
    'traced again, it computes something else; it must depend only on prediction and target',
  );
}

async function isRowByRow(loss: Loss): Promise<void> {
  for (const source of sourcesOf(loss)) {
    const [rows, columns] = [6, 4];
    const computation = await PlanComputation.of(simplify(traceLoss(loss, source, columns)));
    const prediction = predictionsFor(loss, source, rows * columns, 1);
    const target = targetsFor(loss, rows * columns, 1);
    const weights = numbersBetween(-2, 2, rows, 3);
    const together = await computation.compute({ prediction, target, weights }, rows);
    for (let row = 0; row < rows; row++) {
      const part = (values: Float64Array, width: number) => values.subarray(row * width, (row + 1) * width);
      const alone = await computation.compute(
        { prediction: part(prediction, columns), target: part(target, columns), weights: part(weights, 1) },
        1,
      );
      const there = {
        loss: part(together.loss!, together.loss!.length / rows),
        gradient: part(together.gradient!, columns),
      };
      ensureSameBits(there, `in row ${row} of a batch`, alone, 'alone');
    }
  }
}

async function survivesSaving(loss: Loss): Promise<void> {
  for (const source of sourcesOf(loss)) {
    const plan = traceLoss(loss, source, 4);
    const values = {
      prediction: predictionsFor(loss, source, 24, 1),
      target: targetsFor(loss, 24, 1),
      weights: numbersBetween(-2, 2, 6, 3),
    };
    const [before, after] = await Promise.all(
      [plan, throughText(plan)].map(async (which) => (await PlanComputation.of(which)).compute(values, 6)),
    );
    ensureSameBits(after!, 'after loading', before!, 'before saving');
  }
}

async function agreesWithFormula(
  loss: Loss,
  formula: (prediction: readonly number[], target: readonly number[]) => number,
): Promise<void> {
  for (const source of sourcesOf(loss)) {
    for (const columns of widthsOf(loss)) {
      const computation = await PlanComputation.of(simplify(traceLoss(loss, source, columns)));
      const next = uniformNumbers(columns);
      for (let sample = 0; sample < 20; sample++) {
        const near = predictionsFor(loss, source, columns, sample);
        const prediction = sample % 2 === 0 ? near : farFrom(loss, near);
        // Includes targets at the ends of their range.
        const target = targetsFor(loss, columns, sample).map((t) => (next() < 0.5 ? Math.round(t) : t));
        const { loss: losses } = await computation.compute({ prediction, target, weights: [1] }, 1);
        const shown = isPlain(source) ? prediction : prediction.map((x) => 1 / (1 + Math.exp(-x)));
        const expected = formula(Array.from(shown), Array.from(target));
        ensure(
          Math.abs(losses![0]! - expected) <= 1e-11 * (1 + Math.abs(expected)),
          () =>
            `it is ${losses![0]} for the prediction [${shown.join(', ')}] and the target [${target.join(', ')}]; ` +
            `by the formula it is ${expected}`,
        );
      }
    }
  }
}
