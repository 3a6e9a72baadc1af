import { ensure } from '../check.js';
import type { BackendTarget } from './backend-target.js';
import { sharingPlans } from './program-checks.js';

const batchSize = 4;
const scalars = new Float64Array(0);

/**
 * While a run updates a parameter, all batches of another run read the same value of it. A run that is aborted has reported
 * how many batches it has applied.
 */
export async function readsWholeUpdates({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const x = { rows: batchSize, columns: 8, data: new Uint8Array(8 * batchSize).fill(1) };
  const data = program.load({ x });
  const run = (plan: string, rows: number, more: object) =>
    program.run({ plan, data, order: new Uint32Array(rows), from: 0, to: rows, batchSize, scalars, ...more });
  // Ever longer runs, until one takes so long that the other goes on meanwhile.
  for (let rows = 1 << 12, milliseconds = 0; milliseconds < 50 && rows <= 1 << 20; rows *= 4) {
    const controller = new AbortController();
    let reported = 0;
    const onProgress = (batches: number): void => {
      reported = batches;
    };
    program.write('total', new Float64Array(8));
    const updating = run('sum', 1 << 22, { signal: controller.signal, onProgress }).then(
      () => true,
      () => false,
    );
    await new Promise((resolve) => setTimeout(resolve));
    const start = performance.now();
    const { scaled } = await run('scale', rows, {});
    milliseconds = performance.now() - start;
    controller.abort();
    const isDone = await updating;
    const other = scaled!.findIndex((value) => value !== scaled![0]);
    ensure(
      other < 0,
      () =>
        `row 0 of a run reads ${scaled![0]} and row ${Math.floor(other / 8)} reads ${scaled![other]}: not one state`,
    );
    const applied = program.read('total')[0]! / batchSize;
    ensure(isDone || reported === applied, `an aborted run has applied ${applied} batches, but reported ${reported}`);
  }
  program.dispose();
}
