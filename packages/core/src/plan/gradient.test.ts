import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Shape } from '../base/shape.js';
import {
  add,
  argument,
  constant,
  div,
  exp,
  gt,
  log,
  lt,
  max,
  mul,
  neg,
  sigmoid,
  softplus,
  sqrt,
  sub,
  tanh,
  where,
} from '../expression/expression.js';
import { elementwise } from '../parts/activation.js';
import { randomUniform } from '../random/random-tensor.js';
import { checkGradient, type Variable } from '../testing/central-difference.js';
import { failureOf } from '../testing/failure-of.js';
import { interpretPlan } from '../testing/interpret-plan.js';
import { evenlySpread } from '../testing/random-number.js';
import { gradient } from './gradient.js';
import { PlanBuilder, type Tensor } from './plan-builder.js';
import { argmax, constants, map, matmul, reduceMax, reduceSum } from './tensor.js';

const size = fc.integer({ min: 1, max: 4 });
const numbers = fc.array(evenlySpread(-2, 2), { minLength: 64, maxLength: 64 });
const vector = fc.array(evenlySpread(-2, 2), { minLength: 3, maxLength: 7 });
/** The rows of a shape: fixed ones, or the batch's, of which there are two. */
const rows = fc.constantFrom<Shape[0]>(1, 2, 3, 'batch');

function variable(shape: Shape, values: readonly number[], from = 0): Variable {
  const count = (shape[0] === 'batch' ? 2 : shape[0]) * shape[1];
  return { shape, values: Array.from({ length: count }, (_, i) => values[(from + i) % values.length]!) };
}

describe('the gradient rule of', () => {
  const flips = fc.tuple(fc.boolean(), fc.boolean());
  it('matmul agrees with central differences, however its operands are transposed', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(flips, rows, size, size, numbers, vector, (transposed, outer, inner, columns, values, weights) => {
        const [flipA, flipB] = transposed;
        // A transposed left side has the batch inside, and the right side must have it too.
        const innerSize = flipA ? outer : inner;
        const a: Shape = [outer, inner];
        const b: Shape = flipB ? [columns, inner] : [innerSize, columns];
        if (flipA && flipB) fc.pre(outer !== 'batch');
        const right: Shape = flipA && flipB ? [columns, outer as number] : b;
        const check = checkGradient(
          (x, y) => matmul(x!, y!, transposed),
          [variable(a, values), variable(right, values, 20)],
          weights,
        );
        expect(check.differing).toEqual([]);
        expect(check.agreeing).toBeGreaterThan(0);
        seen.add(`${transposed} ${innerSize === 'batch' ? 'batch inside' : outer === 'batch' ? 'batch' : ''}`);
      }),
      { numRuns: 150 },
    );
    // Four with a known number of rows, and three with the batch's, which cannot become columns.
    expect(seen.size).toBe(7);
  });

  it('map agrees with central differences, however its operands broadcast', () => {
    const shapes = fc.record({ rows, columns: size, one: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }) });
    fc.assert(
      fc.property(shapes, numbers, vector, ({ rows: height, columns, one }, values, weights) => {
        const operands = [0, 1, 2].map((i) =>
          variable([one[2 * i] ? 1 : height, one[2 * i + 1] ? 1 : columns], values, 17 * i),
        );
        const check = checkGradient(
          (a, b, c) => map((x, y, z) => add(mul(tanh(x), y), div(z, add(2.5, mul(x, 0.5)))), a!, b!, c!),
          operands,
          weights,
        );
        expect(check).toMatchObject({ differing: [], skipped: 0 });
      }),
      { numRuns: 150 },
    );
  });

  it('matmul and map agree with central differences for constants', () => {
    const check = checkGradient(
      (x) => {
        const products = matmul(
          x!,
          constants(x!, [
            [0.5, -1],
            [2, 0.25],
            [-3, 1],
          ]),
        );
        const turned = matmul(
          constants(x!, [
            [1, -2],
            [0.5, 3],
          ]),
          products,
          [true, true],
        );
        return map((a, b) => mul(tanh(a), b), turned, constants(x!, [[1, 2]]));
      },
      [variable([2, 3], [0.3, -0.7, 1.1, 0.2, -0.4, 0.9])],
      [1, -2, 0.5, 3],
    );
    expect(check).toMatchObject({ differing: [], skipped: 0 });
  });

  it("map uses the author's derivative if there is one", () => {
    const right = elementwise('softplus', (x) => softplus(x), { derivative: (x) => sigmoid(x) });
    const wrong = elementwise('softplus', (x) => softplus(x), { derivative: (x) => mul(2, sigmoid(x)) });
    const x = variable([2, 3], [-1, 0, 1, 0.3, 2, -3]);
    expect(checkGradient((a) => right.forward(a!), [x], [1, 2])).toMatchObject({ agreeing: 6, differing: [] });
    expect(checkGradient((a) => wrong.forward(a!), [x], [1, 2]).differing).toHaveLength(6);
  });

  it.each([
    ['sum', reduceSum],
    ['max', reduceMax],
  ] as const)('%s agrees with central differences over rows, columns and both', (_, reduce) => {
    const axis = fc.constantFrom('rows', 'columns', 'both');
    let agreeing = 0;
    fc.assert(
      fc.property(axis, rows, size, numbers, vector, (over, height, columns, values, weights) => {
        const check = checkGradient((x) => map(exp, reduce(x!, over)), [variable([height, columns], values)], weights);
        expect(check.differing).toEqual([]);
        agreeing += check.agreeing;
      }),
      { numRuns: 100 },
    );
    expect(agreeing).toBeGreaterThan(200);
  });

  it.each([
    ['rows', [3, 2], [5, 1, 5, 7, 4, 7], [1, 0, 0, 2, 0, 0]],
    ['columns', [2, 3], [1, 5, 5, 7, 7, 7], [0, 1, 0, 2, 0, 0]],
    ['both', [2, 3], [1, 5, 5, 7, 7, 7], [0, 0, 0, 1, 0, 0]],
    ['columns', ['batch', 2], [3, 3, 0, -0], [1, 0, 2, 0]],
    ['rows', ['batch', 2], [3, 3, 3, 4], [1, 0, 0, 2]],
    ['both', ['batch', 2], [3, 4, 4, 3], [0, 1, 0, 0]],
  ] as const)('max over %s of %j goes to the first of those that are equal', (axis, shape, values, expected) => {
    expect(gradientOf((x) => reduceMax(x, axis), { shape, values }, [1, 2])).toEqual(expected);
  });

  it('positions, random numbers, indices, floors and conditions is zero', () => {
    const x = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } as const;
    for (const trace of [
      (a: Tensor) => map(mul, argmax(a, 'columns'), argmax(a, 'columns')),
      (a: Tensor) => randomUniform(a.builder, 0, a.shape),
      (a: Tensor) => map(exp, a.builder.index('columns', 3)),
      (a: Tensor) => map((value) => where(gt(value, 2), 1, 0), a),
    ]) {
      expect(gradientOf(trace, x)).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });

  it('dropout is its mask', () => {
    const x = { shape: ['batch', 3], values: [1, 2, 3, 4, 5, 6] } as const;
    const found = gradientOf(
      (a) => map((v, u) => where(gt(u, 0.5), mul(v, 2), 0), a, randomUniform(a.builder, 0, a.shape)),
      x,
    );
    expect(new Set(found)).toEqual(new Set([0, 2]));
  });
});

describe('what a where does not take has gradient 0, though it is not finite', () => {
  const column = { shape: ['batch', 1], values: [900, -2] } as const;
  const half = elementwise('half', (x) => exp(x), { derivative: (x) => exp(x) });
  it.each<[string, (x: Tensor) => Tensor, readonly number[]]>([
    ['in another map', (x) => map((v, e) => where(gt(v, 0), v, e), x, map(exp, x)), [1, Math.exp(-2)]],
    [
      'two maps away',
      (x) => map((v, t) => where(gt(v, -5), v, t), x, map(tanh, map(log, map(sub, x, constants(x, [[900]]))))),
      [1, 1],
    ],
    [
      "with the author's derivative",
      (x) => map((v, e) => where(gt(v, 0), v, e), x, half.forward(x)),
      [1, Math.exp(-2)],
    ],
    [
      'with two operands that have gradients',
      (x) => map((v, p) => where(gt(v, 0), v, p), x, map(mul, map(exp, x), x)),
      [1, -Math.exp(-2)],
    ],
    ['by the larger of two', (x) => map(max, map(sub, constants(x, [[0]]), map(exp, x)), x), [1, -Math.exp(-2)]],
    ['beside a sum over rows', (x) => map((v, s) => where(gt(v, -5), v, s), x, map(exp, reduceSum(x, 'rows'))), [1, 1]],
    ['beside a maximum', (x) => map((v, s) => where(gt(v, -5), v, s), x, map(exp, reduceMax(x, 'both'))), [1, 1]],
    [
      'before a product',
      (x) => {
        const roots = map((v) => where(gt(v, 0), 0, sqrt(max(neg(v), 0))), x);
        const products = matmul(
          map(
            sqrt,
            map((r) => sub(r, Math.sqrt(2)), roots),
          ),
          constants(x, [[3]]),
        );
        return map((v, p) => where(lt(v, 1000), v, p), x, products);
      },
      [1, 1],
    ],
  ])('%s', (_, trace, expected) => {
    expect(gradientOf(trace, column, [1, 1])).toEqual(expected.map((value) => expect.closeTo(value, 12)));
  });
});

describe('gradient', () => {
  it.each([
    ['nothing', () => undefined, 'undefined'],
    ['a column', (x: Tensor) => reduceSum(x, 'columns'), '[batch, 1]'],
  ])('refuses the gradient of %s: it is that of one number', (_, trace, found) => {
    const x = new PlanBuilder().input('x', 3);
    expect(failureOf(() => gradient(trace(x) as Tensor, [x]))).toBe(
      `SHAPE_MISMATCH gradient of ${found}: expected a [1, 1] tensor, such as reduceSum(x, 'both')`,
    );
  });

  it('sums the contributions to a tensor', () => {
    const check = checkGradient(
      (x, w) => {
        const hidden = matmul(x!, w!);
        return map(
          (h, again, total) => add(mul(h, again), total),
          hidden,
          map(tanh, hidden),
          reduceSum(hidden, 'rows'),
        );
      },
      [variable(['batch', 2], [0.3, -1, 2, 0.7]), variable([2, 3], [1, -2, 0.5, 0.1, 0.2, 3])],
      [1, -2, 0.5],
    );
    expect(check).toEqual({ agreeing: 10, skipped: 0, differing: [] });
  });

  it('agrees with central differences on random chains of all differentiable operations', () => {
    const steps = fc.array(fc.tuple(fc.nat(9), fc.nat()), { minLength: 2, maxLength: 6 });
    let agreeing = 0;
    fc.assert(
      fc.property(steps, numbers, vector, (list, values, weights) => {
        const check = checkGradient(
          (x, w) => chain(list, x!, w!),
          [variable(['batch', 3], values), variable([3, 3], values, 9)],
          weights,
        );
        expect(check.differing).toEqual([]);
        agreeing += check.agreeing;
      }),
      { numRuns: 150 },
    );
    expect(agreeing).toBeGreaterThan(1000);
  });

  it('is zeros of its shape for a parameter that the loss does not depend on', () => {
    const builder = new PlanBuilder();
    const [used, unused] = [builder.parameter('used', 'weight', [2, 3]), builder.parameter('unused', 'weight', [3, 2])];
    const [, zero] = gradient(reduceSum(used, 'both'), [used, unused]);
    builder.output('zero', zero!);
    expect(zero!.shape).toEqual([3, 2]);
    expect(interpretPlan(builder.build(), { data: {}, rows: 1 }).outputs.zero).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is 1 for the loss itself', () => {
    expect(gradientOf((x) => x, { shape: [1, 1], values: [3] })).toEqual([1]);
  });

  it('computes nothing for operands that do not depend on a parameter', () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    const weights = builder.parameter('weights', 'weight', [3, 2]);
    gradient(reduceSum(matmul(map(exp, x), weights), 'both'), [weights]);
    const products = builder.nodes.filter((node) => node.operation === 'matmul');
    expect(products.map((node) => node.operation === 'matmul' && node.transposed)).toEqual([
      [false, false],
      [true, false],
    ]);
  });

  it('labels its operations with their origin', () => {
    const builder = new PlanBuilder();
    const weights = builder.parameter('weights', 'weight', [1, 2]);
    const hidden = builder.within('hidden 1 tanh', () => map(tanh, weights));
    const before = builder.nodes.length;
    gradient(reduceSum(hidden, 'both'), [weights]);
    expect(builder.nodes.slice(before).some((node) => node.label === 'hidden 1 tanh gradient')).toBe(true);
  });

  it('of the log-sum-exp is the softmax, also with a fixed maximum', () => {
    const x: Variable = { shape: [2, 3], values: [1, 2, 3, -1, 0.5, 0.5] };
    const check = checkGradient(
      (a) => {
        const largest = reduceMax(a!, 'columns');
        return map(
          (sum, m) => add(log(sum), m),
          reduceSum(
            map((v, m) => exp(sub(v, m)), a!, largest),
            'columns',
          ),
          largest,
        );
      },
      [x],
      [1, 2],
    );
    expect(check.differing).toEqual([]);
    expect(check.agreeing).toBeGreaterThanOrEqual(3);
  });
});

/** A chain of operations over a matrix of three columns that keeps numbers moderate. */
function chain(steps: readonly (readonly [number, number])[], x: Tensor, w: Tensor): Tensor {
  const made = [x];
  for (const [kind, choice] of steps) {
    const last = made.at(-1)!;
    const earlier = made[choice % made.length]!;
    made.push(operation(kind, last, earlier, w));
  }
  return made.at(-1)!;
}

function operation(kind: number, x: Tensor, earlier: Tensor, w: Tensor): Tensor {
  switch (kind) {
    case 0:
      return map(tanh, matmul(x, w));
    case 1:
      return map(tanh, matmul(x, w, [false, true]));
    case 2:
      return map((a, b) => mul(sigmoid(a), b), x, reduceSum(earlier, 'columns'));
    case 3:
      return map((a, b) => sub(a, mul(0.1, b)), x, reduceMax(earlier, 'rows'));
    case 4:
      return map((a, b) => max(a, sub(b, 0.1)), x, earlier);
    case 5:
      return map((a, b) => div(a, add(2, softplus(b))), x, reduceMax(earlier, 'both'));
    case 6:
      // The batch as the inner size: xᵀ · x is [3, 3].
      return map(tanh, matmul(x, matmul(earlier, x, [true, false])));
    case 7:
      return map((a, b) => add(a, b), map(sigmoid, x), reduceSum(earlier, 'rows'));
    case 8:
      return map((a, b) => where(gt(a, b), mul(a, b), tanh(a)), x, earlier);
    default:
      return map((a) => tanh(mul(a, a)), x);
  }
}

function gradientOf(
  trace: (x: Tensor) => Tensor,
  { shape, values }: Variable,
  vector: readonly number[] = [1],
): readonly number[] {
  const builder = new PlanBuilder();
  const x = shape[0] === 'batch' ? builder.input('x', shape[1]) : builder.parameter('x', 'weight', shape);
  const result = trace(x);
  const place = builder.index(
    result.shape[1] === 1 ? 'rows' : 'columns',
    result.shape[1] === 1 ? result.shape[0] : result.shape[1],
  );
  const weight = builder.add({
    operation: 'map',
    operands: [place.index],
    expression: vector.reduceRight(
      (rest, value, i) => where(gt(add(argument(0), 0.5), i + 1), rest, value),
      constant(vector.at(-1)!),
    ),
    shape: place.shape,
  });
  builder.output('gradient', gradient(reduceSum(map(mul, result, weight), 'both'), [x])[0]!);
  const rowsOfX = values.length / shape[1];
  const scalar = (): number => 5;
  return interpretPlan(builder.build(), {
    data: { x: { rows: rowsOfX, columns: shape[1], data: Float64Array.from(values) } },
    parameters: { x: values },
    rows: rowsOfX,
    scalar,
  }).outputs.gradient!;
}
