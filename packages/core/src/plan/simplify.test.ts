import { reference } from '@nnf/backend-reference';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, argument, div, exp, max, mul, neg, sub, tanh } from '../expression/expression.js';
import { randomUniform } from '../random/random-tensor.js';
import { failureOf } from '../testing/failure-of.js';
import { evenlySpread } from '../testing/random-number.js';
import { operationsOf, randomPlan, runOf } from '../testing/random-plan.js';
import { runPlan } from '../testing/run-plan.js';
import { gradient } from './gradient.js';
import type { Plan } from './plan.js';
import { PlanBuilder, type Tensor } from './plan-builder.js';
import { printPlan } from './print-plan.js';
import { simplify } from './simplify.js';
import { constants, map, matmul, reduceMax, reduceSum } from './tensor.js';

const numbers = fc.array(fc.oneof(evenlySpread(-3, 3), fc.constantFrom(0, -0, 1, -1, 0.5)), {
  minLength: 5,
  maxLength: 40,
});

describe('simplify', () => {
  it.each([
    ['nothing', undefined, 'undefined'],
    ['a value that is not a plan', {}, 'undefined'],
    ['a plan of another format', { format: 99, nodes: [], outputs: {} }, '99'],
  ])('refuses %s', (_, plan, found) => {
    expect(failureOf(() => simplify(plan as unknown as Plan))).toBe(
      `PLAN_FORMAT simplify: the plan format is ${found}, expected 1; build the plan with PlanBuilder`,
    );
  });

  it('keeps every bit of outputs and parameters of random plans, on the reference backend', async () => {
    const seen = new Set<string>();
    let before = 0;
    let after = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, numbers, async (plan, values) => {
        const simple = simplify(plan);
        const run = runOf(plan, 5, 2, values);
        const [expected, found] = [await runPlan(reference(), plan, run), await runPlan(reference(), simple, run)];
        expect(found.outputs).toEqual(expected.outputs);
        // An unused parameter need not be kept.
        expect(expected.parameters).toMatchObject(found.parameters);
        for (const operation of operationsOf(plan)) seen.add(operation);
        before += plan.nodes.length;
        after += simple.nodes.length;
        for (const node of plan.nodes) {
          if (node.operation !== 'update') continue;
          expect(Object.keys(found.parameters)).toEqual(
            expect.arrayContaining(node.targets.map((target) => nameOf(plan, target))),
          );
        }
      }),
      { numRuns: 200 },
    );
    expect(seen.size).toBe(10);
    expect(after).toBeLessThan(before);
  });

  it('changes nothing when applied twice', () => {
    fc.assert(
      fc.property(randomPlan, (plan) => {
        const once = simplify(plan);
        expect(simplify(once).nodes.length).toBe(once.nodes.length);
      }),
      { numRuns: 100 },
    );
  });

  it('inlines a map into the one map that reads it', () => {
    expect(
      simplified((x) =>
        map(
          exp,
          map((a) => mul(a, 2), x),
        ),
      ),
    ).toEqual(['%0 = input', '%1 = map exp(a * 2)  %0']);
  });

  it('inlines constants', () => {
    expect(simplified((x) => map(add, x, x.builder.constant(3)))).toEqual(['%0 = input', '%1 = map a + 3  %0']);
  });

  it('does not inline maps that a product, a reduction or an output reads', () => {
    const lines = simplified((x) => {
      const power = map(exp, x);
      return map(div, power, reduceSum(power, 'columns'));
    });
    expect(lines).toEqual([
      '%0 = input',
      '%1 = map exp(a)  %0',
      '%2 = reduce sum over columns  %1',
      '%3 = map a / b  %1 %2',
    ]);
  });

  it('computes equal operations once', () => {
    const lines = simplified((x) => map(add, reduceMax(map(exp, x), 'columns'), reduceMax(map(exp, x), 'columns')));
    expect(lines).toEqual([
      '%0 = input',
      '%1 = map exp(a)  %0',
      '%2 = reduce max over columns  %1',
      '%3 = map a + a  %2',
    ]);
  });

  it('does not inline an output into the maps that read it', () => {
    const builder = new PlanBuilder();
    const power = map(exp, builder.input('x', 3));
    builder.output('power', power);
    builder.output('result', map(tanh, power));
    expect(printPlan(simplify(builder.build()))).toMatch(/map exp\(a\) {2}%0.*\n%2 = map tanh\(a\) {2}%1/);
  });

  it('merges equal constants, and folds only single numbers into expressions', () => {
    const lines = simplified((x) => {
      const row = (last: number): Tensor => constants(x, [[1, 2, last]]);
      return map(
        (a, b, c, d, e) => add(add(a, b), add(add(c, d), e)),
        x,
        row(1),
        row(2),
        row(2),
        x.builder.constant(5),
      );
    });
    expect(lines).toEqual([
      '%0 = input',
      '%1 = constant 1 2 1',
      '%2 = constant 1 2 2',
      '%3 = map a + b + (c + c + 5)  %0 %1 %2',
    ]);
  });

  it('never merges different operations of one kind', () => {
    const builder = new PlanBuilder();
    const [square, other] = [builder.parameter('p', 'weight', [3, 3]), builder.parameter('q', 'weight', [3, 3])];
    const tensors = [
      square,
      other,
      ...[false, true].flatMap((a) => [false, true].map((b) => matmul(square, square, [a, b]))),
      matmul(square, other),
      ...(['sum', 'max', 'argmax'] as const).flatMap((reduction) =>
        (['rows', 'columns', 'both'] as const).map((axis) => builder.reduce(reduction, square, axis)),
      ),
      builder.index('rows', 1),
      builder.index('columns', 1),
      builder.index('rows', 3),
      builder.scalar({ kind: 'custom', name: 'first' }),
      builder.scalar({ kind: 'custom', name: 'second' }),
      builder.constant(1),
      builder.constant(2),
      builder.constant([[1, 2]]),
      builder.constant([[1], [2]]),
      builder.constant([[1, 0]]),
      builder.constant([[1, -0]]),
      map(exp, square),
      map(tanh, square),
      map(sub, square, other),
      map(sub, other, square),
    ];
    for (const copy of [0, 1]) {
      tensors.forEach((tensor, i) => {
        builder.output(`${copy} ${i}`, tensor);
      });
    }
    const { nodes, outputs } = simplify(builder.build());
    expect(nodes).toHaveLength(tensors.length);
    expect(new Set(Object.values(outputs)).size).toBe(tensors.length);
  });

  it('distinguishes 0 from -0 when it merges constants and maps', () => {
    const lines = simplified((x) => {
      const [zero, minusZero] = [map((a) => mul(a, 0), x), map((a) => mul(a, -0), x)];
      return map(add, reduceSum(zero, 'columns'), reduceSum(minusZero, 'columns'));
    });
    expect(lines.filter((line) => line.includes('map a *'))).toEqual(['%1 = map a * 0  %0', '%2 = map a * -0  %0']);
  });

  it('never merges two random matrices, but merges their keys per row', () => {
    const lines = simplified((x) =>
      map(add, randomUniform(x.builder, 0, x.shape), randomUniform(x.builder, 0, x.shape)),
    );
    expect(lines.filter((line) => line.includes('random uniform'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('index of rows'))).toHaveLength(1);
    expect(
      lines.filter((line) => line.includes('= map floor') || line.includes('= map (') || line.includes('= map a')),
    ).not.toHaveLength(0);
  });

  it('drops copies, and sums and maxima over one element, but not positions', () => {
    const lines = simplified((x) =>
      reduceMax(
        reduceSum(
          reduceSum(
            map((a) => a, x),
            'columns',
          ),
          'columns',
        ),
        'columns',
      ),
    );
    expect(lines).toEqual(['%0 = input', '%1 = reduce sum over columns  %0']);
    expect(simplified((x) => x.builder.reduce('argmax', reduceSum(x, 'columns'), 'columns'))).toHaveLength(3);
  });

  it('keeps a copy that broadcasts', () => {
    const lines = simplified((x) =>
      matmul(
        x,
        x.builder.add({
          operation: 'map',
          operands: [x.builder.constant(2).index],
          expression: argument(0),
          shape: [3, 4],
        }),
      ),
    );
    expect(lines).toEqual(['%0 = input', '%1 = map 2', '%2 = matmul %0 %1']);
  });

  it('removes unused operations, and keeps those that an update needs', () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    const weights = builder.parameter('w', 'weight', [1, 3]);
    builder.parameter('unused', 'weight', [1, 3]);
    map(exp, x);
    const step = reduceSum(x, 'rows');
    builder.add({
      operation: 'update',
      targets: [weights.index],
      operands: [weights.index, step.index],
      expressions: [sub(argument(0), argument(1))],
      shape: [1, 3],
    });
    expect(operationsOf(simplify(builder.build()))).toEqual(['input', 'parameter', 'reduce', 'update']);
  });

  it('reuses an earlier map: the derivative of tanh reads the output', () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    const weights = builder.parameter('w', 'weight', [3, 2]);
    const output = map(tanh, matmul(x, weights));
    builder.output('output', output);
    builder.output('gradient', gradient(reduceSum(output, 'both'), [weights])[0]!);
    const text = printPlan(simplify(builder.build()));
    expect(text.match(/tanh/g)).toHaveLength(1);
    expect(text).toContain('map 1 - a * a');
  });

  it('does not read an earlier map of another shape', async () => {
    const lines = simplified((x) => {
      const { builder } = x;
      const row = builder.parameter('row', 'weight', [1, 3]);
      const single = map((a) => exp(neg(a)), row);
      const repeated = map((a, b) => add(exp(neg(a)), mul(b, 0)), row, x);
      return map(add, matmul(repeated, single, [false, true]), reduceSum(repeated, 'columns'));
    });
    expect(lines).toContain('%2 = map exp(-a)  %1');
    expect(lines.some((line) => line.includes('exp(-a) + b * 0'))).toBe(true);
  });

  it("keeps an update from reading another update's result", async () => {
    const builder = new PlanBuilder();
    const [p, q] = [builder.parameter('p', 'weight', [1, 1]), builder.parameter('q', 'weight', [1, 1])];
    // The gradient of p · q with respect to each is the other: after simplification, a mere copy of it.
    const gradients = gradient(map(mul, p, q), [p, q]);
    [p, q].forEach((target, i) => {
      builder.add({
        operation: 'update',
        targets: [target.index],
        operands: [target.index, gradients[i]!.index],
        expressions: [add(argument(0), argument(1))],
        shape: [1, 1],
      });
    });
    const plan = simplify(builder.build());
    const data = { x: { rows: 1, columns: 1, data: new Float64Array(1) } };
    const { parameters } = await runPlan(reference(), plan, { rows: 1, data, parameters: { p: [2], q: [5] } });
    expect(parameters).toEqual({ p: [7], q: [7] });
  });

  it("drops the author's derivatives, which gradients no longer need", () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    const node = { operation: 'map', operands: [x.index], expression: max(argument(0), 0), shape: x.shape } as const;
    builder.output('result', builder.add({ ...node, partials: [argument(0)] }));
    expect(simplify(builder.build()).nodes[1]).not.toHaveProperty('partials');
  });

  it('does not change its argument', () => {
    const plan = fc.sample(randomPlan, { numRuns: 1, seed: 5 })[0]!;
    const text = printPlan(plan);
    simplify(plan);
    expect(printPlan(plan)).toBe(text);
  });
});

/** The lines of a simplified plan of one output, without shapes and labels. */
function simplified(trace: (x: Tensor) => Tensor): readonly string[] {
  const builder = new PlanBuilder();
  builder.output('result', trace(builder.input('x', 3)));
  return printPlan(simplify(builder.build()))
    .split('\n')
    .map((line) => line.replace(/\s+\[.*$/, ''));
}

function nameOf(plan: Plan, index: number): string {
  const node = plan.nodes[index]!;
  return node.operation === 'parameter' ? node.name : '';
}
