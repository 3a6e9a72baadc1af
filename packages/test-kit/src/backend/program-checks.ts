import {
  add,
  argument,
  isNnfError,
  map,
  mul,
  type Plan,
  PlanBuilder,
  type Program,
  planFormat,
  type RunRequest,
  reduceSum,
} from '@nnf/core';
import { ensure } from '../check.js';
import { ensureIdentity } from '../plugin-identity.js';
import { someEighths } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';
import { runOn, someMatrix } from './plan-run.js';

/** Two plans that share a parameter: one adds rows to it, the other multiplies by it. */
export function sharingPlans(): Readonly<Record<'sum' | 'scale', Plan>> {
  const sum = new PlanBuilder();
  const total = sum.parameter('total', 'weight', [1, 8]);
  const rows = reduceSum(sum.input('x', 8), 'rows');
  sum.output('sum', rows);
  sum.add({
    operation: 'update',
    targets: [total.index],
    operands: [total.index, rows.index],
    expressions: [add(argument(0), argument(1))],
    shape: [1, 8],
  });
  const scale = new PlanBuilder();
  scale.output('scaled', map(mul, scale.input('x', 8), scale.parameter('total', 'weight', [1, 8])));
  return { sum: sum.build(), scale: scale.build() };
}

const all = { from: 0, to: 4, batchSize: 4, scalars: new Float64Array(0) } as const;
const x = someMatrix(4, 8);

/** Ensures that the work throws an `NnfError` with the code and all of the words in its message. */
export async function ensureRefused(
  what: string,
  work: () => unknown,
  code: string,
  words: readonly string[] = [],
): Promise<void> {
  let error: unknown;
  try {
    await work();
  } catch (caught) {
    error = caught;
  }
  ensure(error !== undefined, `${what} is not refused; a program that extends CheckedProgram of @nnf/core refuses it`);
  ensure(isNnfError(error), () => `${what}: expected an NnfError, got ${String(error)}`);
  ensure(
    error.code === code,
    () => `${what} is refused with ${String(isNnfError(error) && error.code)}, expected ${code}`,
  );
  const missing = words.find((word) => !(error as Error).message.includes(word));
  ensure(missing === undefined, () => `${what}: '${missing}' is not in the message: ${(error as Error).message}`);
}

export async function saysWhatItIs({ backend }: BackendTarget): Promise<void> {
  ensureIdentity(backend, 'backend');
  const { dataTypes, deterministic } = backend;
  ensure(Array.isArray(dataTypes) && dataTypes.length > 0, 'it declares no number types');
  ensure(new Set(dataTypes).size === dataTypes.length, `it declares a type twice: ${dataTypes.join(', ')}`);
  ensure(typeof deterministic === 'boolean', `deterministic is ${String(deterministic)}`);
}

/** A program reports its number type, how it runs, and its memory. */
export async function reportsWhatRuns({ backend, dataType }: BackendTarget): Promise<void> {
  ensure(backend.dataTypes[0] === dataType, `asked for ${dataType}, its first type is ${backend.dataTypes[0]}`);
  const { sum } = sharingPlans();
  const program = await backend.compile({ plan: sum });
  ensure(program.dataType === dataType, `asked for ${dataType}, the program computes in ${program.dataType}`);
  ensure(
    typeof program.executes === 'string' && program.executes.trim() !== '',
    'executes is empty; it must say what runs',
  );
  const least = 8 * (dataType === 'float32' ? 4 : 8);
  ensure(
    Number.isFinite(program.bytes) && program.bytes >= least,
    `the program reports ${program.bytes} bytes, but its parameters alone take ${least}`,
  );
  const outputs = await program.run({ ...all, plan: 'plan', data: program.load({ x }) });
  const type = dataType === 'float32' ? 'Float32Array' : 'Float64Array';
  ensure(
    outputs.sum?.[Symbol.toStringTag] === type && program.read('total')[Symbol.toStringTag] === type,
    `results are not of type ${type}`,
  );
  program.dispose();
}

/** Parameters are zeros at first, and are copied on read and on write. */
export async function keepsParameters({ backend, round }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const first = program.read('total');
  ensure(first.length === 8 && first.every((value) => value === 0), () => `a parameter begins as ${first.join(', ')}`);
  first[0] = 7;
  ensure(program.read('total')[0] === 0, 'read returns no copy: changing the result changes the parameter');
  const given = someEighths(8).map((value) => value / 3);
  const expected = given.map(round);
  program.write('total', given);
  given[1] = 9;
  const kept = program.read('total');
  ensure(
    expected.every((value, i) => value === kept[i]),
    () => `written were ${expected.join(', ')}, read are ${kept.join(', ')}`,
  );
  program.dispose();
}

/** `keep` saves all parameters unless one is not finite, and `restore` restores them. */
export async function remembersParameters({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const ensureTotal = (expected: readonly number[], when: string): void => {
    const found = Array.from(program.read('total'));
    ensure(String(found) === String(expected), () => `${when}, a parameter is ${found}, expected ${expected}`);
  };
  const [first, second] = [Array.from(someEighths(8)), Array.from(someEighths(8, 2))];
  program.write('total', first);
  program.restore();
  ensureTotal(first, 'restored before it was kept');
  for (const values of [second, first]) {
    program.write('total', values);
    const wrong = program.keep();
    ensure(wrong === undefined, `a parameter of finite numbers was not kept: ${wrong}`);
  }
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (let place = 0; place < 8; place++) {
      program.write('total', second.with(place, number));
      const wrong = program.keep();
      ensure(wrong === 'total', `a parameter whose element ${place} is ${number} is kept: ${wrong}, expected total`);
      program.restore();
      ensureTotal(first, 'put back');
    }
  }
  program.dispose();
}

/** A plan runs once at a time. A short run may finish synchronously, with the same result. */
export async function takesTurns({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const run: RunRequest = { ...all, plan: 'sum', data: program.load({ x }) };
  const first = program.run(run);
  await ensureRefused('a second run of a running plan', () => program.run(run), 'BUSY', ['sum']);
  const sums = String((await first).sum);
  ensure(String((await program.run(run)).sum) === sums, 'after a refused run, the results differ');
  program.write('total', new Float64Array(8));
  const atOnce = program.runNow?.(run);
  const total = program.read('total').join();
  if (atOnce) ensure(String(atOnce.sum) === sums && total === sums, 'a synchronous run gives other results');
  else ensure(total === '0,0,0,0,0,0,0,0', 'runNow returned nothing, but changed a parameter');
  program.dispose();
}

export async function sharesParameters({ backend }: BackendTarget): Promise<void> {
  // Not the shared data, which another backend under test may have overwritten.
  const x = someMatrix(4, 8);
  const program = await backend.compile(sharingPlans());
  const data = program.load({ x });
  const before = await program.run({ ...all, plan: 'sum', data });
  const { scaled } = await program.run({ ...all, plan: 'scale', data });
  const wrong = scaled!.findIndex((value, i) => value !== x.data[i]! * before.sum![i % 8]!);
  ensure(wrong < 0, () => `one plan does not read what another has updated: element ${wrong} is ${scaled![wrong]}`);
  program.add('added', sharingPlans().scale);
  const added = await program.run({ ...all, plan: 'added', data });
  const other = added.scaled!.findIndex((value, i) => value !== scaled![i]);
  ensure(
    other < 0,
    () => `a plan added later does not read the parameter: element ${other} is ${added.scaled![other]}`,
  );
  program.dispose();
}

export async function refusesMisuse({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const other = await backend.compile(sharingPlans());
  const data = program.load({ x });
  const run = (changed: Partial<RunRequest>) => () => program.run({ ...all, plan: 'sum', data, ...changed });
  await ensureRefused('an unknown plan', run({ plan: 'train' }), 'UNKNOWN_NAME', ['train', 'sum', 'scale']);
  await ensureRefused('reading an unknown parameter', () => program.read('w'), 'UNKNOWN_NAME', ['w', 'total']);
  await ensureRefused('writing an unknown parameter', () => program.write('w', [1]), 'UNKNOWN_NAME', ['w', 'total']);
  await ensureRefused(
    'writing 3 numbers to a parameter of 8',
    () => program.write('total', [1, 2, 3]),
    'SHAPE_MISMATCH',
    ['8', '3'],
  );
  await ensureRefused('data of two lengths', () => program.load({ x, y: someMatrix(5, 1) }), 'DATA_SHAPE', ['4', '5']);
  await ensureRefused('data of other columns', run({ data: program.load({ x: someMatrix(4, 3) }) }), 'DATA_SHAPE', [
    'x',
    '8',
    '3',
  ]);
  await ensureRefused('data without an input', run({ data: program.load({ y: x }) }), 'DATA_SHAPE', ['x']);
  await ensureRefused('data of another program', run({ data: other.load({ x }) }), 'WRONG_DATA');
  const changed = program.read('total').some((value) => value !== 0);
  ensure(!changed, 'a refused call has changed a parameter');
  const foreign = sharingPlans().sum;
  Object.assign(foreign, { format: planFormat + 1 });
  await ensureRefused('a plan of another format', () => backend.compile({ foreign }), 'PLAN_FORMAT', [
    String(planFormat + 1),
  ]);
  await ensureRefused('adding a plan of another format', () => program.add('foreign', foreign), 'PLAN_FORMAT', [
    String(planFormat + 1),
  ]);
  await ensureRefused('adding a plan of a known name', () => program.add('sum', sharingPlans().sum), 'DUPLICATE_NAME', [
    'sum',
  ]);
  for (const one of [program, other]) one.dispose();
}

/** Disposing frees all memory. Disposing twice is allowed. Any other call after it is refused. */
export async function disposes({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const data = program.load({ x });
  const freed = program.load({ x });
  freed.dispose();
  freed.dispose();
  await ensureRefused('disposed data', () => program.run({ ...all, plan: 'sum', data: freed }), 'DISPOSED');
  const before = await program.run({ ...all, plan: 'sum', data });
  ensure(before.sum!.length === 8, 'disposing of one data set has disposed of another');
  program.dispose();
  program.dispose();
  for (const [what, work] of Object.entries({
    'read after dispose': () => program.read('total'),
    'add after dispose': () => program.add('late', sharingPlans().sum),
    'keep after dispose': () => program.keep(),
    'restore after dispose': () => program.restore(),
    'runNow after dispose': () => program.runNow?.({ ...all, plan: 'sum', data }) ?? program.read('total'),
    'write after dispose': () => program.write('total', new Float64Array(8)),
    'load after dispose': () => program.load({ x }),
    'run after dispose': () => program.run({ ...all, plan: 'sum', data }),
  })) {
    await ensureRefused(what, work, 'DISPOSED');
  }
  ensure(program.bytes === 0, `it still takes ${program.bytes} bytes after dispose, even if nothing refers to them`);
}

/** Disposing frees memory: a hundred data sets in turn take no more than a few. */
export async function freesData({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const large = someMatrix(2000, 8);
  const turn = async (): Promise<number> => {
    const data = program.load({ x: large });
    await program.run({ ...all, plan: 'sum', data });
    data.dispose();
    return program.bytes;
  };
  let few = 0;
  for (let i = 0; i < 4; i++) few = await turn();
  let many = 0;
  for (let i = 0; i < 100; i++) many = await turn();
  program.dispose();
  ensure(many <= few, `it takes ${few} bytes after 4 data sets and ${many} after 104; disposing frees nothing`);
}

/** An aborted run throws the signal's reason, and leaves the batches before it applied. */
export async function stopsAtSignal({ backend }: BackendTarget): Promise<void> {
  const program = await backend.compile(sharingPlans());
  const ones = { rows: 4, columns: 8, data: new Uint8Array(32).fill(1) };
  const data = program.load({ x: ones });
  const reason = new Error('enough');
  const aborted = async (signal: AbortSignal, rows: number): Promise<boolean> => {
    program.write('total', new Float64Array(8));
    const order = new Uint32Array(rows);
    try {
      await program.run({ ...all, plan: 'sum', data, order, to: rows, signal });
      return false;
    } catch (error) {
      ensure(error === reason, () => `an aborted run throws ${String(error)}, not the signal's reason`);
      return true;
    }
  };
  ensure(await aborted(AbortSignal.abort(reason), 4), 'a run with an aborted signal is not refused');
  ensure(program.read('total')[0] === 0, 'a run with an aborted signal has changed a parameter');
  // Ever longer runs, until the signal comes during one. Another check tests that timers run at all.
  for (let rows = 1 << 16; rows <= 1 << 24; rows *= 4) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(reason), 5);
    const start = performance.now();
    const stopped = await aborted(controller.signal, rows);
    const milliseconds = performance.now() - start;
    clearTimeout(timer);
    const done = program.read('total')[0]!;
    if (stopped && done < rows) {
      ensure(done % 4 === 0, `stopped within ${rows} rows in batches of 4, it has applied ${done} rows`);
      break;
    }
    if (milliseconds < 300) continue;
    ensure(!controller.signal.aborted, `aborted after 5 ms, it runs on to its end at ${Math.round(milliseconds)} ms`);
    break;
  }
  program.dispose();
}

/** Long runs let timers run. */
export async function letsEventLoopBreathe({ backend }: BackendTarget): Promise<void> {
  const { sum } = sharingPlans();
  const program = await backend.compile({ plan: sum });
  const data = program.load({ x: someMatrix(512, 8) });
  // A pause of the whole machine delays timers too, so one attempt of five is enough.
  for (let rows = 1 << 16, attempts = 5; ; ) {
    const { milliseconds, turns } = await timersDuring(program, data, rows);
    if (milliseconds < 100 && rows < 1 << 24) rows *= 4;
    else if (turns >= 2 || --attempts === 0) {
      program.dispose();
      ensure(turns >= 2, `in a run of ${Math.round(milliseconds)} ms, timers ran ${turns} times`);
      return;
    }
  }
}

async function timersDuring(program: Program, data: RunRequest['data'], rows: number) {
  const order = Uint32Array.from({ length: rows }, (_, i) => i % 512);
  let [isOver, turns] = [false, 0];
  const tick = (): void => {
    if (isOver) return;
    turns++;
    setTimeout(tick, 1);
  };
  setTimeout(tick, 1);
  const start = performance.now();
  await program.run({ plan: 'plan', data, order, from: 0, to: rows, batchSize: 4, scalars: new Float64Array(0) });
  isOver = true;
  return { milliseconds: performance.now() - start, turns };
}

/** A deterministic backend gives the same bits each time, on one program and on the next. */
export async function repeatsBits(target: BackendTarget, plan: Plan): Promise<void> {
  const run = { data: { x: numbers(64, 8, 1), y: numbers(64, 8, 2) }, rows: 64, batchSize: 8 };
  const results: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const program = await target.backend.compile({ plan });
    for (let again = 0; again < 2; again++) {
      const { outputs, parameters } = await runOn(program, plan, run);
      const plain = [outputs, parameters].map((all) =>
        Object.entries(all).map(([name, list]) => [name, ...Array.from(list)]),
      );
      results.push(JSON.stringify(plain));
    }
    program.dispose();
  }
  ensure(
    results.every((result) => result === results[0]),
    'it declares itself deterministic, but the same run gives other bits',
  );
}

/** Numbers whose sums are rounded, so that the order of addition shows. */
function numbers(rows: number, columns: number, salt: number) {
  const matrix = someMatrix(rows, columns, salt);
  return { ...matrix, data: Float64Array.from(matrix.data, (value) => Math.fround(value / 3)) };
}
