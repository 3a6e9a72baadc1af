import { describe, expect, it } from 'vitest';
import { add, argument } from '../expression/expression.js';
import { failureOf } from '../testing/failure-of.js';
import { scalarsOf } from './plan.js';
import { PlanBuilder, type Tensor } from './plan-builder.js';
import { operandsOf } from './plan-node.js';
import { map } from './tensor.js';

const update = (builder: PlanBuilder, target: Tensor, operands: readonly Tensor[]): Tensor =>
  builder.add({
    operation: 'update',
    targets: [target.index],
    operands: operands.map((operand) => operand.index),
    expressions: [argument(0)],
    shape: operands[0]!.shape,
  });

describe('PlanBuilder', () => {
  it('returns the same parameter and scalar for the same name', () => {
    const builder = new PlanBuilder();
    const weights = builder.parameter('weights', 'weight', [2, 3]);
    expect(builder.parameter('weights', 'weight', [2, 3])).toEqual(weights);
    expect(builder.scalar({ kind: 'custom', name: 'rows' })).toEqual(builder.scalar({ kind: 'custom', name: 'rows' }));
    expect(builder.scalar({ kind: 'custom', name: 'rows' })).not.toEqual(
      builder.scalar({ kind: 'custom', name: 'rate' }),
    );
    expect(scalarsOf(builder.build())).toEqual([
      { kind: 'custom', name: 'rows' },
      { kind: 'custom', name: 'rate' },
    ]);
  });

  it('copies a constant of any matrix form', () => {
    const builder = new PlanBuilder();
    const data = Float32Array.of(1, 2, 3, 4);
    builder.constant({ rows: 2, columns: 2, data, scale: 0.5 });
    builder.constant([[1, -0, Number.POSITIVE_INFINITY]]);
    builder.constant({ rows: 2, columns: 3, data: Uint8Array.of(2, 0), encoding: 'classes' });
    data.fill(9);
    expect(builder.nodes).toMatchObject([
      { shape: [2, 2], values: Float64Array.of(0.5, 1, 1.5, 2) },
      { shape: [1, 3], values: Float64Array.of(1, -0, Number.POSITIVE_INFINITY) },
      { shape: [2, 3], values: Float64Array.of(0, 0, 1, 1, 0, 0) },
    ]);
  });

  it.each<readonly [string, readonly (readonly number[])[], string]>([
    ['no rows', [], 'loss: constant: the shape is [0, 0], expected integers of 1 or more'],
    ['no columns', [[], []], 'loss: constant: the shape is [2, 0], expected integers of 1 or more'],
    ['uneven rows', [[1, 2], [3]], 'loss: constant: row 1 has 1 numbers, expected 2 as in row 0'],
  ])('refuses a constant of %s, and names the place', (_, rows, message) => {
    const builder = new PlanBuilder();
    expect(failureOf(() => builder.within('loss', () => builder.constant(rows)))).toBe(`INVALID_MATRIX ${message}`);
  });

  it('labels operations within a place and nested places', () => {
    const builder = new PlanBuilder();
    builder.within('outer', () => {
      builder.constant(1);
      builder.within('inner', () => builder.constant(2));
      builder.constant(3);
    });
    expect(() =>
      builder.within('failing', () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    builder.constant(4);
    expect(builder.nodes.map((node) => node.label)).toEqual(['outer', 'inner', 'outer', '']);
  });

  it('keeps two plans apart', () => {
    const [one, other] = [new PlanBuilder(), new PlanBuilder()];
    const [x, y] = [one.input('x', 2), other.input('y', 2)];
    map(add, x, x);
    expect([one.nodes.length, other.nodes.length]).toEqual([2, 1]);
    expect(y.index).toBe(0);
  });

  it('builds a plan that later operations do not change', () => {
    const builder = new PlanBuilder();
    builder.output('result', builder.input('x', 2));
    const plan = builder.build();
    builder.constant(1);
    expect(plan.nodes).toHaveLength(1);
    expect(plan.outputs).toEqual({ result: 0 });
    expect(operandsOf(plan.nodes[0]!)).toEqual([]);
  });

  it('rejects two outputs with one name', () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 2);
    builder.output('loss', x);
    expect(failureOf(() => builder.output('loss', x))).toBe("DUPLICATE_NAME two outputs are named 'loss'");
  });

  it('rejects the tensor of a missing operation', () => {
    expect(failureOf(() => new PlanBuilder().at(3))).toBe('OUT_OF_RANGE plan: position is 3, expected less than 0');
  });

  it("rejects an index over 'batch' columns", () => {
    expect(failureOf(() => new PlanBuilder().index('columns', 'batch'))).toBe(
      "SHAPE_MISMATCH columns is 'batch', expected a number; only rows can be the batch",
    );
  });

  it('rejects two updates of one parameter', () => {
    const builder = new PlanBuilder();
    const weights = builder.parameter('hidden 1 weights', 'weight', [2, 3]);
    update(builder, weights, [weights]);
    update(builder, weights, [weights]);
    expect(failureOf(() => builder.build())).toBe('DUPLICATE_UPDATE two updates change the parameter hidden 1 weights');
  });

  it('rejects an update that reads another parameter', () => {
    const builder = new PlanBuilder();
    const [weights, biases] = [
      builder.parameter('weights', 'weight', [2, 3]),
      builder.parameter('biases', 'bias', [2, 3]),
    ];
    builder.within('weights momentum', () => update(builder, weights, [weights, biases]));
    expect(failureOf(() => builder.build())).toBe(
      'STALE_READ update of weights momentum reads biases, which it does not change; read a copy made with map',
    );
  });

  it('rejects an update of another shape', () => {
    const builder = new PlanBuilder();
    update(builder, builder.parameter('weights', 'weight', [2, 3]), [builder.constant(0)]);
    expect(failureOf(() => builder.build())).toBe(
      'SHAPE_MISMATCH update of weights: the shape is [1, 1], expected [2, 3]',
    );
  });
});
