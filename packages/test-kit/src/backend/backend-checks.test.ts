import { reference } from '@nnf/backend-reference';
import {
  abs,
  add,
  and,
  argument,
  cos,
  div,
  type Expression,
  eq,
  exp,
  floor,
  gt,
  type LoadedData,
  log,
  lt,
  type Matrix,
  min,
  mul,
  neg,
  type Plan,
  type PlanNode,
  type Program,
  type RunRequest,
  simplifyExpression,
  sin,
  where,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { failuresOf } from '../check.js';
import {
  backendOf,
  miscompiling,
  misreporting,
  misrunning,
  rewriteExpressions,
  rewritePlan,
  updateWithoutTail,
  withoutTail,
} from '../testing/broken-backend.js';
import { onlyFailure } from '../testing/only-failure.js';
import { backendChecks } from './backend-checks.js';
import type { BackendFactory } from './backend-target.js';
import { someMatrix } from './plan-run.js';

/** A backend that replaces one scalar operation. */
const withOperation = (operation: string, replacement: (...operands: readonly Expression[]) => Expression) =>
  miscompiling((plan) =>
    rewriteExpressions(plan, (part) =>
      part.operation === operation ? replacement(...(part.operands as readonly Expression[])) : part,
    ),
  );

/** The node with its first operand replaced by a map of it. */
function withMapped(
  node: PlanNode,
  expression: Expression,
  push: (node: PlanNode) => number,
  nodes: readonly PlanNode[],
) {
  if (node.operation !== 'reduce') return push(node);
  const [operand] = node.operands;
  const mapped = push({ operation: 'map', operands: [operand], expression, shape: nodes[operand]!.shape, label: '' });
  return push({ ...node, operands: [mapped] });
}

const isSum = (node: PlanNode): boolean => node.operation === 'reduce' && node.reduction === 'sum';

/** The number of nodes of an expression graph. */
function sizeOf(expression: Expression, seen = new Set<unknown>()): number {
  if (seen.has(expression)) return 0;
  seen.add(expression);
  return expression.operands.reduce((sum, operand) => sum + sizeOf(operand as Expression, seen), 1);
}

/** Pads a run to whole batches with rows from the start. A run that must be refused stays as it is. */
function padded(run: RunRequest): RunRequest {
  const { order, from, to, batchSize, data, ...rest } = run;
  if (from < 0 || to > (order?.length ?? data.rows)) return run;
  const rows = Math.ceil((to - from) / batchSize) * batchSize;
  const full = Uint32Array.from({ length: rows }, (_, i) => {
    const place = from + (i % Math.max(to - from, 1));
    return order ? order[place]! : place % data.rows;
  });
  return { ...rest, data, batchSize, order: full, from: 0, to: rows };
}

const hasUpdates = (plan: Plan): boolean => plan.nodes.some(({ operation }) => operation === 'update');

/** A plan whose constants repeat their first row. */
function withFirstRows(plan: Plan): Plan {
  return rewritePlan(plan, (node, push) =>
    push(
      node.operation === 'constant'
        ? { ...node, values: node.values.map((_, i, values) => values[i % node.shape[1]]!) }
        : node,
    ),
  );
}

let compilations = 0;

const broken: readonly (readonly [what: string, make: BackendFactory, check: string, message: string])[] = [
  [
    'a number type that ignores the requested one',
    () => reference(),
    'float32: is refused, as it is not declared',
    'float32 is not among its dataTypes, but it is not refused',
  ],
  [
    'a name in camel case',
    (options) => ({ ...reference(options), name: 'gpuJs' }),
    'float64: is a backend with a name in kebab-case and a list of number types',
    "its name is 'gpuJs'",
  ],
  [
    'unknown memory use',
    misrunning(() => ({ bytes: 0 })),
    'float64: reports what runs: type, execution, memory',
    'the program reports 0 bytes, but its parameters alone take 64',
  ],
  [
    'constants rounded to integers',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) =>
        push(
          node.operation === 'constant' && node.values.length === 1
            ? { ...node, values: node.values.map(Math.trunc) }
            : node,
        ),
      ),
    ),
    'float64: reads data, parameters, constants, scalars and indices unchanged',
    'constant, element 0, is -2, by the reference -2.5',
  ],
  [
    'the first row of a constant in place of all',
    miscompiling((plan) => (hasUpdates(plan) ? plan : withFirstRows(plan))),
    'float64: constants, of every shape, wherever they are read',
    'column, element 1, is',
  ],
  [
    'the first row of a constant in place of all, in updates',
    miscompiling((plan) => (hasUpdates(plan) ? withFirstRows(plan) : plan)),
    'float64: constants, in updates',
    'by product, element',
  ],
  [
    'images without their scale',
    misrunning((program) => ({
      load: (matrices) =>
        program.load(
          Object.fromEntries(Object.entries(matrices).map(([name, matrix]) => [name, { ...matrix, scale: 1 }])),
        ),
    })),
    'float64: reads bytes with their scale, and classes as one-hot rows',
    'scaled, element 1, is 8, by the reference 0.03125',
  ],
  [
    'tail elements of products skipped',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) =>
        node.operation === 'matmul' ? withoutTail(push(node), node, push) : push(node),
      ),
    ),
    'float64: matmul, of every width',
    'element 32, is 0',
  ],
  [
    'long products rounded too often',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push, _, nodes) => {
        const place = push(node);
        if (node.operation !== 'matmul' || nodes[node.operands[0]]!.shape[1] < 100) return place;
        const expression = mul(argument(0), 1 + 1e-9);
        return push({ operation: 'map', operands: [place], expression, shape: node.shape, label: '' });
      }),
    ),
    'float64: matmul, within K eps Σ|a||b|',
    'batch · B, element 0, is',
  ],
  [
    'tail elements of maps skipped',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) => (node.operation === 'map' ? withoutTail(push(node), node, push) : push(node))),
    ),
    'float64: map, of every width',
    'is 0, by the reference',
  ],
  [
    'long expressions that are cut',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) =>
        push(node.operation === 'map' && sizeOf(node.expression) > 500 ? { ...node, expression: argument(0) } : node),
      ),
    ),
    'float64: map, of an expression with shared parts',
    '200 steps, element 0, is',
  ],
  [
    'a last operand stored over the one before it',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) => {
        if (node.operation !== 'map' || node.operands.length < 7) return push(node);
        const symbols = node.operands.map((_, i) => argument(Math.min(i, 5)));
        return push({ ...node, expression: simplifyExpression(node.expression, symbols) });
      }),
    ),
    'float64: map, of seven operands',
    'weighted, element 0, is',
  ],
  [
    'a logarithm by a table that begins at a thousandth',
    withOperation('log', (x) => where(and(gt(x!, 0), lt(x!, 9e-4)), Math.log(9e-4), log(x!))),
    'float64: scalar operations, of ordinary numbers',
    'log, element',
  ],
  [
    'an exponential that underflows too early',
    withOperation('exp', (x) => where(lt(x!, -85), 0, exp(x!))),
    'float64: scalar operations, of ordinary numbers',
    'exp, element',
  ],
  [
    'a floor computed in 32-bit integers',
    withOperation('floor', (x) => where(lt(x!, 1e300), min(floor(x!), 2 ** 31 - 1), x!)),
    'float64: scalar operations, of ordinary numbers',
    'floor, element',
  ],
  [
    'softplus by the book, which overflows',
    withOperation('softplus', (x) => log(add(1, exp(x!)))),
    'float64: scalar operations, of ordinary numbers',
    'softplus, element',
  ],
  [
    'a sine that gives up at large numbers',
    withOperation('sin', (x) => where(lt(abs(x!), 1e8), sin(x!), mul(x!, 0))),
    'float64: scalar operations, of ordinary numbers',
    'sin, element',
  ],
  [
    'a cosine that is not even',
    withOperation('cos', (x) => where(lt(x!, -1), neg(cos(x!)), cos(x!))),
    'float64: scalar operations, of ordinary numbers',
    'cos, element',
  ],
  [
    'a division by 0 that gives 0',
    withOperation('div', (x, y) => where(eq(y!, 0), 0, div(x!, y!))),
    'float64: scalar operations, of zeros and infinities',
    'div, element',
  ],
  [
    'NaN swallowed by max',
    withOperation('max', (x, y) => where(gt(x!, y!), x!, y!)),
    'float64: scalar operations propagate NaN',
    'max(NaN, 1) is 1, expected NaN',
  ],
  [
    'tail elements of sums skipped',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push, _, nodes) => {
        if (node.operation !== 'reduce' || node.axis === 'rows') return push(node);
        const [operand] = node.operands;
        return push({ ...node, operands: [withoutTail(operand, nodes[operand]!, push)] });
      }),
    ),
    'float64: reduce, of every width',
    'by the reference',
  ],
  [
    'the last of equal maxima',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push, _, nodes) => {
        if (node.operation !== 'reduce' || node.reduction !== 'argmax') return push(node);
        const [operand] = node.operands;
        const { shape } = nodes[operand]!;
        const index = push({ operation: 'index', axis: 'columns', shape: [1, shape[1]], label: '' });
        const expression = add(argument(0), mul(argument(1), 1e-9));
        return push({
          ...node,
          operands: [push({ operation: 'map', operands: [operand, index], expression, shape, label: '' })],
        });
      }),
    ),
    'float64: reduce, the first of equal maxima',
    'argmax of a batch over columns, element 0, is 7, by the reference 0',
  ],
  [
    'sums of rounded numbers',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push, _, nodes) => {
        const isWhole = isSum(node) && 'axis' in node && node.axis === 'both';
        return isWhole ? withMapped(node, mul(floor(mul(argument(0), 2 ** 12)), 2 ** -12), push, nodes) : push(node);
      }),
    ),
    'float64: reduce, within n eps Σ|x|',
    'both, element 0, is',
  ],
  [
    'NaN swallowed by a maximum',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push, _, nodes) => {
        const isMax = node.operation === 'reduce' && node.reduction === 'max';
        const x = argument(0);
        return isMax ? withMapped(node, where(eq(x, x), x, -1e300), push, nodes) : push(node);
      }),
    ),
    'float64: reductions propagate NaN',
    'max over columns of NaN,-3,-2,-1,0,1,2,3 is 3, expected NaN'
      .replaceAll(',', ', ')
      .replace(',  expected', ', expected'),
  ],
  [
    'random numbers that ignore their column',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) => {
        if (node.operation !== 'random') return push(node);
        const symbols = node.operands.map((_, i) =>
          i === node.operands.length - 1 ? mul(argument(i), 0) : argument(i),
        );
        return push({ ...node, expression: simplifyExpression(node.expression, symbols) });
      }),
    ),
    'float64: random numbers match the generator',
    'stream 0, element 1, is',
  ],
  [
    'updates in sequence, the second from the new value of the first',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) => {
        if (node.operation !== 'update') return push(node);
        const done: Expression[] = [];
        for (const expression of node.expressions) {
          const symbols = node.operands.map((operand, i) => done[node.targets.indexOf(operand)] ?? argument(i));
          done.push(simplifyExpression(expression, symbols));
        }
        return push({ ...node, expressions: done });
      }),
    ),
    'float64: update, from old values',
    'q, element 0, is',
  ],
  [
    'tail elements of updates skipped',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push) => (node.operation === 'update' ? updateWithoutTail(node, push) : push(node))),
    ),
    'float64: update, of every width',
    'element 32, is',
  ],
  [
    'update before gradient: later operations read the new values',
    miscompiling((plan) =>
      rewritePlan(plan, (node, push, moved, nodes) => {
        if (node.operation !== 'update') return push(node);
        const place = push(node);
        node.targets.forEach((target, i) => {
          const { shape } = nodes[target]!;
          const after = push({
            operation: 'map',
            operands: node.operands,
            expression: node.expressions[i]!,
            shape,
            label: '',
          });
          moved[moved.indexOf(target)] = after;
        });
        return place;
      }),
    ),
    'float64: update, after everything else',
    'by the reference',
  ],
  [
    'a last batch padded with rows of the first',
    misrunning((program, plans) => ({
      run: async (run) => {
        const outputs = await program.run(padded(run));
        const isRows = (name: string): boolean => {
          const plan = plans[run.plan]!;
          return plan.nodes[plan.outputs[name]!]!.shape[0] === 'batch';
        };
        const rows = run.to - run.from;
        const all = Math.ceil(rows / run.batchSize) * run.batchSize;
        const cut = (name: string, values: Float32Array | Float64Array) =>
          isRows(name) ? values.slice(0, (values.length / Math.max(all, 1)) * rows) : values;
        return Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, cut(name, values)]));
      },
    })),
    'float64: runs a last batch that is short',
    'square, element 0, is',
  ],
  [
    'a sum that includes rows of an earlier, larger batch',
    misreporting(({ sum }, { from, to, batchSize }, memory) => {
      const rows = Math.min(batchSize, to - from);
      if (sum && rows < (memory.get('rows') ?? 0)) sum[0]! += 1;
      memory.set('rows', Math.max(rows, memory.get('rows') ?? 0));
    }),
    'float64: runs batches of several sizes in turn',
    'sum, element 0, is',
  ],
  [
    'stale state: adds the previous results times 0',
    misreporting((outputs, _, memory) => {
      for (const [name, values] of Object.entries(outputs)) {
        const before = memory.get(name) ?? 0;
        memory.set(name, values[0]!);
        values[0]! += 0 * before;
      }
    }),
    'float64: keeps no results of the previous run',
    'element 0, is NaN',
  ],
  [
    'an order that ends with the data',
    misrunning((program) => ({
      run: (run) =>
        program.run(run.order ? { ...run, order: run.order.map((row, i) => (i < run.data.rows ? row : 0)) } : run),
    })),
    'float64: takes rows in the given order',
    'doubled, element 72, is',
  ],
  [
    'an order always read from its start',
    misrunning((program) => ({
      run: (run) => program.run(run.order ? { ...run, order: run.order, from: 0, to: run.to - run.from } : run),
    })),
    'float64: runs over a range of rows',
    ', of rows 4 to 8',
  ],
  [
    'stale state: the scalars of the first batch for all',
    misrunning((program) => ({
      run: (run) => {
        const width = run.scalars.length / Math.max(Math.ceil((run.to - run.from) / run.batchSize), 1);
        return program.run({ ...run, scalars: run.scalars.map((_, i) => run.scalars[i % width]!) });
      },
    })),
    'float64: gives every batch its scalars',
    'of both, element 2, is',
  ],
  [
    'results overwritten by the next run',
    misrunning((program) => {
      const kept = new Map<string, Float64Array>();
      return {
        run: async (run) => {
          const outputs = await program.run(run);
          const reused = Object.entries(outputs).map(([name, values]) => {
            const key = `${run.plan} ${name} ${values.length}`;
            const place = kept.get(key) ?? new Float64Array(values.length);
            kept.set(key, place);
            place.set(values);
            return [name, place] as const;
          });
          return Object.fromEntries(reused);
        },
      };
    }),
    'float64: returns results that later runs leave alone',
    'after another run',
  ],
  [
    'scalars cleared by the run',
    misrunning((program) => ({
      run: async (run) => {
        const outputs = await program.run(run);
        run.scalars.fill(0);
        return outputs;
      },
    })),
    'float64: does not modify its arguments',
    'scalars, element 0, is 0 after a run, 0.5 before it',
  ],
  [
    'data cleared at the end',
    misrunning((program) => {
      const loaded: Matrix[] = [];
      return {
        load: (matrices) => {
          loaded.push(...Object.values(matrices));
          return program.load(matrices);
        },
        dispose: () => {
          for (const { data } of loaded) data.fill(0);
          program.dispose();
        },
      };
    }),
    'float64: does not modify its arguments',
    'x, element 0, is 0 after a run',
  ],
  [
    'parameters returned without a copy',
    misrunning((program) => {
      const places = new Map<string, Float32Array | Float64Array>();
      return {
        read: (name) => {
          const place = places.get(name) ?? program.read(name);
          places.set(name, place);
          return place;
        },
        write: (name, values) => {
          places.clear();
          program.write(name, values);
        },
        run: (run) => {
          places.clear();
          return program.run(run);
        },
      };
    }),
    'float64: stores parameters: zeros at first, copied on read and write',
    'changing the result changes the parameter',
  ],
  [
    'parameters restored that were never kept',
    misrunning((program) => {
      let isKept = false;
      return {
        keep: () => {
          isKept = true;
          return program.keep();
        },
        restore: () => (isKept ? program.restore() : program.write('total', new Float64Array(8))),
      };
    }),
    'float64: keeps finite parameters, and restores them',
    'restored before it was kept, a parameter is 0,0,0,0,0,0,0,0',
  ],
  [
    'non-finite parameters kept',
    misrunning((program) => ({
      keep: () => {
        program.keep();
        return undefined;
      },
    })),
    'float64: keeps finite parameters, and restores them',
    'whose element 0 is NaN is kept',
  ],
  [
    'a short run that starts synchronously and does not finish',
    misrunning((program) => ({
      runNow: (run) => {
        if (run.plan === 'sum') program.write('total', new Float64Array(8).fill(1));
        return undefined;
      },
    })),
    'float64: runs a plan once at a time, synchronously or not',
    'runNow returned nothing, but changed a parameter',
  ],
  [
    'interleaved runs of one plan',
    misrunning((program) => {
      let last: Promise<unknown> = Promise.resolve();
      return {
        run: async (run) => {
          const next = last.then(() => program.run(run));
          last = next.catch(() => {});
          return next;
        },
      };
    }),
    'float64: runs a plan once at a time, synchronously or not',
    'is not refused',
  ],
  [
    'sums in a varying order by a backend that declares itself deterministic',
    miscompiling((plan) => {
      compilations++;
      return rewritePlan(plan, (node, push, _, nodes) => {
        if (node.operation !== 'reduce' || node.reduction !== 'sum' || node.axis !== 'both') return push(node);
        const [rows, columns] = nodes[node.operands[0]]!.shape;
        const first = compilations % 2 === 0 ? 'rows' : 'columns';
        const part = push({ ...node, axis: first, shape: first === 'rows' ? [1, columns] : [rows, 1] });
        return push({ ...node, operands: [part] });
      });
    }),
    'float64: gives the same bits every time, as it declares',
    'the same run gives other bits',
  ],
  [
    'a loop of resolved promises, which blocks timers',
    misrunning((program, plans) => ({
      run: (run) =>
        run.plan === 'plan' ? batchByBatch(program.run.bind(program), plans[run.plan]!, run) : program.run(run),
    })),
    'float64: yields to the event loop',
    'timers ran 0 times',
  ],
  [
    'an ignored signal',
    misrunning((program) => ({
      run: ({ signal: _, ...run }) => program.run(run),
    })),
    'float64: stops at a signal',
    'a run with an aborted signal is not refused',
  ],
  [
    'a run that reads parameters while another one updates them',
    misrunning((program, plans) => ({
      run: (run) =>
        run.plan === 'scale' && run.to > 4 * run.batchSize
          ? batchByBatch(program.run.bind(program), plans[run.plan]!, { ...run, batchSize: run.to / 2 })
          : program.run(run),
    })),
    'float64: reads parameters between whole updates',
    'not one state',
  ],
  [
    'no report of progress',
    misrunning((program) => ({ run: ({ onProgress: _, ...run }) => program.run(run) })),
    'float64: reads parameters between whole updates',
    'but reported 0',
  ],
  [
    'a plan added later with its own parameters',
    misrunning((program) => {
      let apart: Promise<Program> | undefined;
      return {
        add: (name, plan) => {
          if (name === 'added') apart = reference().compile({ added: plan });
          else program.add(name, plan);
        },
        run: async (run) => {
          const other = run.plan === 'added' ? await apart : undefined;
          return other ? other.run({ ...run, data: other.load({ x: someMatrix(4, 8) }) }) : program.run(run);
        },
      };
    }),
    'float64: shares parameters among plans',
    'a plan added later does not read the parameter',
  ],
  [
    'undefined for an unknown parameter',
    misrunning((program) => ({
      read: (name) => (name === 'w' ? (undefined as never) : program.read(name)),
    })),
    'float64: refuses misuse with a clear error',
    'reading an unknown parameter is not refused',
  ],
  [
    'data that stays in the arrays of the caller',
    misrunning((program) => {
      const given = new WeakMap<LoadedData, Readonly<Record<string, Matrix>>>();
      return {
        load: (matrices) => {
          const data = program.load(matrices);
          given.set(data, matrices);
          return data;
        },
        run: async (run) => {
          const matrices = given.get(run.data);
          const isChanged = matrices?.class?.data[0] === 200;
          if (!isChanged) return program.run(run);
          const labels = { ...matrices!.class!, data: new Uint8Array(matrices!.class!.rows) };
          return program.run({ ...run, data: program.load({ ...matrices, class: labels }) });
        },
      };
    }),
    'float64: copies the data that it loads',
    'that the caller changed after load',
  ],
  [
    'class numbers that are not checked',
    misrunning((program) => ({
      load: (matrices) => {
        const { class: labels } = matrices;
        if (!labels) return program.load(matrices);
        const data = Uint8Array.from(labels.data, (label) => Math.abs(label) % labels.columns);
        return program.load({ ...matrices, class: { ...labels, data } });
      },
    })),
    'float64: checks class numbers and rows',
    'class 24 of 24 is not refused',
  ],
  [
    'rows that are not checked',
    misrunning((program) => ({
      run: (run) => program.run({ ...run, to: Math.min(run.to, run.order?.length ?? run.data.rows) }),
    })),
    'float64: checks class numbers and rows',
    'a run to row 7 of 6 is not refused',
  ],
  [
    'data that is never freed',
    backendOf(async (plans) => {
      const program = await reference().compile(plans);
      let loaded = 0;
      return {
        dataType: 'float64',
        executes: 'leaking',
        get bytes() {
          return program.bytes + loaded;
        },
        add: (name, plan) => program.add(name, plan),
        load: (matrices) => {
          const data = program.load(matrices);
          loaded += 64;
          return data;
        },
        run: (run) => program.run(run),
        read: (name) => program.read(name),
        write: (name, values) => program.write(name, values),
        keep: () => program.keep(),
        restore: () => program.restore(),
        dispose: () => {
          loaded = 0;
          program.dispose();
        },
        [Symbol.dispose]: () => program.dispose(),
        [Symbol.asyncDispose]: async () => program.dispose(),
      };
    }),
    'float64: frees disposed data',
    'disposing frees nothing',
  ],
  [
    'a dispose that does nothing',
    misrunning(() => ({ dispose: () => {} })),
    'float64: refuses every call after dispose',
    'read after dispose is not refused',
  ],
  [
    'a dispose that keeps the memory',
    misrunning(() => ({ bytes: 4096 })),
    'float64: refuses every call after dispose',
    'it still takes 4096 bytes after dispose',
  ],
];

/** Runs each batch as a run of its own. */
async function batchByBatch(
  runOne: (run: RunRequest) => Promise<Readonly<Record<string, Float32Array | Float64Array>>>,
  plan: Plan,
  run: RunRequest,
) {
  const { from, to, batchSize, scalars } = run;
  const batches = Math.max(Math.ceil((to - from) / batchSize), 1);
  const width = scalars.length / batches;
  const parts: Readonly<Record<string, Float32Array | Float64Array>>[] = [];
  for (let batch = 0; batch < batches; batch++) {
    const start = from + batch * batchSize;
    const end = Math.min(start + batchSize, to);
    const row = scalars.slice(batch * width, (batch + 1) * width);
    parts.push(await runOne({ ...run, from: start, to: end, scalars: row }));
  }
  const joined = Object.keys(parts[0]!).map((name) => {
    const isRows = plan.nodes[plan.outputs[name]!]!.shape[0] === 'batch';
    if (!isRows) return [name, parts.at(-1)![name]!] as const;
    const values = new Float64Array(parts.reduce((sum, part) => sum + part[name]!.length, 0));
    let place = 0;
    for (const part of parts) {
      values.set(part[name]!, place);
      place += part[name]!.length;
    }
    return [name, values] as const;
  });
  return Object.fromEntries(joined);
}

describe('backendChecks', () => {
  it('pass the reference, and check determinism only where it is declared', async () => {
    expect(await failuresOf(backendChecks(reference))).toEqual([]);
    const names = (deterministic: boolean): readonly string[] =>
      backendChecks((options) => ({ ...reference(options), deterministic })).map(({ name }) => name);
    const asked = 'float64: gives the same bits every time, as it declares';
    expect(names(true)).toContain(asked);
    expect(names(false)).toEqual(names(true).filter((name) => name !== asked));
  });

  it.each(broken)('%s', async (_, make, check, message) => {
    const found = await onlyFailure(() => backendChecks(make));
    expect(found.check).toBe(check);
    expect(found.message).toContain(message);
  });
});
