import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isNnfError } from '../base/errors.js';
import { failureOf, rejectionOf } from '../testing/failure-of.js';
import type { EpochReport } from '../training/training-options.js';
import { type EpochReports, refuseAwait } from './epoch-reports.js';

function reports(): EpochReports {
  return refuseAwait(
    (async function* (): AsyncGenerator<EpochReport, void, void> {
      yield { epoch: 0, loss: 1, metrics: {}, lastSampleLoss: 1, seconds: 0 };
    })(),
  );
}

const refusal = 'NOT_A_PROMISE train: awaiting it trains nothing; loop over it with for await, or await network.fit(…)';

describe('the reports of a training', () => {
  it('are read by for await, by yield* and by hand', async () => {
    const seen: number[] = [];
    for await (const { epoch } of reports()) seen.push(epoch);
    const passedOn = async function* (): AsyncGenerator<EpochReport, void, void> {
      yield* reports();
    };
    for await (const { epoch } of passedOn()) seen.push(epoch);
    const byHand = reports();
    expect((await byHand.next()).value).toMatchObject({ epoch: 0 });
    expect(await byHand.return()).toMatchObject({ done: true });
    expect(seen).toEqual([0, 0]);
  });

  it('refuse to be awaited, at once and where they are resolved', async () => {
    // @ts-expect-error the compiler refuses it too
    const awaited = async (): Promise<void> => void (await reports());
    expect(await rejectionOf(awaited())).toBe(refusal);
    // @ts-expect-error an async function awaits what it returns
    const returned = async () => reports();
    expect(await rejectionOf(returned())).toBe(refusal);
    expect(await rejectionOf(Promise.resolve<unknown>(reports()))).toBe(refusal);
    expect(await rejectionOf(Promise.all<unknown>([reports()]))).toBe(refusal);
    expect(await rejectionOf(new Promise((resolve) => resolve(reports())))).toBe(refusal);
  });

  it('look like any other generator to code that copies or prints them', () => {
    expect(inspect(reports())).toBe('Object [AsyncGenerator] {}');
    expect(Object.keys(reports())).toEqual([]);
    expect(JSON.stringify({ ...reports() })).toBe('{}');
    expect(failureOf(() => reports().then)).toBe(refusal);
    expect(isNnfError(reports())).toBe(false);
  });
});
