import { describe, expect, it } from 'vitest';
import type { Matrix } from '../base/matrix.js';
import { failureOf, rejectionOf } from '../testing/failure-of.js';
import type { RunOutputs, RunRequest } from './backend.js';
import { KeepingProgram } from './keeping-program.js';
import { LoadedInputs } from './loaded-inputs.js';
import type { Plan } from './plan.js';
import { PlanBuilder } from './plan-builder.js';

interface Parameter {
  readonly shape: readonly [number, number];
  readonly values: Float64Array;
}

/** A program with the plan `double`, which waits until it is let go, and a parameter of one row. */
class Doubling extends KeepingProgram<string, LoadedInputs, Parameter> {
  readonly dataType = 'float64';
  readonly executes = 'nothing';
  protected readonly parameters = new Map([['total', { shape: [1, 2], values: new Float64Array(2) } as const]]);
  letGo: () => void = () => {};

  get bytes(): number {
    return 16 + this.keptBytes;
  }

  protected compilePlan(plan: Plan): string {
    return Object.keys(plan.outputs)[0]!;
  }

  protected loadMatrices(matrices: Readonly<Record<string, Matrix>>, rows: number): LoadedInputs {
    return new LoadedInputs(rows, matrices);
  }

  protected async runBatches(plan: string, data: LoadedInputs): Promise<RunOutputs> {
    const { values } = this.parameters.get('total')!;
    const { data: numbers } = data.input('x', 2);
    await new Promise<void>((resolve) => {
      this.letGo = resolve;
    });
    this.checkUsable();
    values.forEach((value, i) => {
      values[i] = value + 2 * numbers[i]!;
    });
    return { [plan]: values.slice() };
  }

  protected readParameter({ values }: Parameter): Float64Array {
    return values.slice();
  }

  protected writeParameter({ values: target }: Parameter, values: ArrayLike<number>): void {
    target.set(values);
  }

  protected free(): void {
    this.parameters.clear();
  }
}

function doubling(): Doubling {
  return new Doubling().addAll({ double: planOf('double') });
}

function planOf(output: string): Plan {
  const builder = new PlanBuilder();
  builder.output(output, builder.constant(0));
  return builder.build();
}

const x = { rows: 1, columns: 2, data: Float64Array.of(1, 2) };

function requestOf(program: Doubling, changes: Partial<RunRequest> = {}): RunRequest {
  const scalars = new Float64Array(0);
  return { plan: 'double', data: program.load({ x }), from: 0, to: 1, batchSize: 1, scalars, ...changes };
}

describe('a checked program', () => {
  it('runs its own plans on its own data', async () => {
    const program = doubling();
    const running = program.run(requestOf(program));
    program.letGo();
    expect(await running).toEqual({ double: Float64Array.of(2, 4) });
  });

  it('runs a plan that was added later', async () => {
    const program = doubling();
    program.add('twice', planOf('twice'));
    const running = program.run(requestOf(program, { plan: 'twice' }));
    program.letGo();
    expect(await running).toEqual({ twice: Float64Array.of(2, 4) });
  });

  it('refuses a plan of a name that it has, of another format, and any after it was disposed of', () => {
    const program = doubling();
    expect(failureOf(() => program.add('double', planOf('double')))).toBe(
      "DUPLICATE_NAME two plans are named 'double'",
    );
    const foreign = Object.assign(planOf('foreign'), { format: 2 });
    const refused =
      "PLAN_FORMAT the plan format of 'foreign' is 2, expected 1; install matching versions of @nnf/core and the backend";
    expect(failureOf(() => program.add('foreign', foreign))).toBe(refused);
    expect(failureOf(() => program.addAll({ foreign }))).toBe(refused);
    expect(failureOf(() => program.add('late', planOf('late')))).toBe(
      'DISPOSED the program has been disposed of; compile a new one',
    );
  });

  it('rejects unknown plans, data and parameters, and a wrong number of values', async () => {
    const program = doubling();
    expect(await rejectionOf(program.run(requestOf(program, { plan: 'triple' })))).toBe(
      "UNKNOWN_NAME unknown plan 'triple', expected one of double",
    );
    const foreign = doubling().load({ x });
    expect(await rejectionOf(program.run(requestOf(program, { data: foreign })))).toBe(
      'WRONG_DATA this data was loaded by another program; load it with this one',
    );
    expect(failureOf(() => program.read('w'))).toBe("UNKNOWN_NAME unknown parameter 'w', expected one of total");
    expect(failureOf(() => program.write('w', [1]))).toBe("UNKNOWN_NAME unknown parameter 'w', expected one of total");
    expect(failureOf(() => program.write('total', [1]))).toBe(
      'SHAPE_MISMATCH total has 1 numbers, expected 2 for [1, 2]',
    );
    expect(failureOf(() => program.load({ x, y: { ...x, rows: 3 } }))).toBe(
      'DATA_SHAPE load: expected matrices with equal numbers of rows, got 1 and 3 rows',
    );
  });

  it('runs a plan one at a time, and again after a failed run', async () => {
    const program = doubling();
    const request = requestOf(program);
    const running = program.run(request);
    expect(await rejectionOf(program.run(request))).toBe(
      "BUSY the plan 'double' is already running; await that run first",
    );
    program.letGo();
    await running;
    const wrong = requestOf(program, { data: program.load({ y: x }) });
    expect(await rejectionOf(program.run(wrong))).toBe(
      "DATA_SHAPE the plan reads 'x', which is missing from the loaded data",
    );
    const again = program.run(request);
    program.letGo();
    expect(await again).toEqual({ double: Float64Array.of(4, 8) });
  });

  it('keeps parameters that are finite, restores them, and counts the copies', () => {
    const program = doubling();
    program.write('total', [1, 2]);
    program.restore();
    expect(program.read('total')).toEqual(Float64Array.of(1, 2));
    expect(program.keep()).toBeUndefined();
    expect(program.bytes).toBe(32);
    program.write('total', [3, Number.NaN]);
    expect(program.keep()).toBe('total');
    program.restore();
    expect(program.read('total')).toEqual(Float64Array.of(1, 2));
  });

  it('rejects every call after dispose, including a run in progress', async () => {
    const program = doubling();
    const request = requestOf(program);
    const running = program.run(request);
    program.dispose();
    program.dispose();
    program.letGo();
    const message = 'DISPOSED the program has been disposed of; compile a new one';
    expect(await rejectionOf(running)).toBe(message);
    expect(await rejectionOf(program.run(request))).toBe(message);
    for (const work of [
      () => program.load({ x }),
      () => program.read('total'),
      () => program.write('total', [1, 2]),
      () => program.keep(),
      () => program.restore(),
    ]) {
      expect(failureOf(work)).toBe(message);
    }
  });
});
