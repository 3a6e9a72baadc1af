import { beforeAll, describe, expect, it, vi } from 'vitest';

/** Imports core and the plugins as new modules. A second call returns a second copy of all of them. */
async function installCopy() {
  vi.resetModules();
  return {
    core: await import('@nnf/core'),
    ...(await import('@nnf/activation-elu')),
    ...(await import('@nnf/activation-softmax')),
    ...(await import('@nnf/backend-cpu')),
    ...(await import('@nnf/backend-reference')),
    ...(await import('@nnf/initializers')),
    ...(await import('@nnf/layer-dropout')),
    ...(await import('@nnf/loss-cross-entropy')),
    ...(await import('@nnf/optimizer-adam')),
  };
}
type Copy = Awaited<ReturnType<typeof installCopy>>;

let one: Copy;
let other: Copy;
beforeAll(async () => {
  one = await installCopy();
  other = await installCopy();
});

/** The parts of a network, with the copy that each is taken from. */
interface Origins {
  readonly activation: Copy;
  readonly initializer: Copy;
  readonly layer: Copy;
  readonly loss: Copy;
  readonly metric: Copy;
  readonly optimizer: Copy;
  readonly backend: Copy;
}

/** Trains for a few epochs with each part from its copy, and core from `one`. Returns the results and the plan. */
async function train(origins: Origins, backend: 'cpu' | 'reference') {
  const { activation, initializer, layer, loss, metric, optimizer } = origins;
  const initial = { weights: initializer.he, biases: initializer.zeros };
  const layers = [
    new layer.core.InputLayer(2),
    new layer.core.HiddenLayer(5, activation.elu(0.7), initial),
    layer.dropout(0.2),
    new layer.core.OutputLayer(3, activation.softmax, loss.crossEntropy, initial),
  ];
  const network = await one.core.createNetwork(layers, {
    backend: origins.backend[backend](),
    optimizer: optimizer.adam(),
    metrics: [metric.core.accuracy],
    clip: { norm: 1 },
    seed: 1,
  });
  const inputs = Array.from({ length: 9 }, (_, i) => [Math.cos(i), Math.sin(i)]);
  const data = { inputs, targets: [0, 0, 0, 1, 1, 1, 2, 2, 2] };
  const losses: number[] = [];
  for await (const { loss } of network.train(data, { epochs: 5, learningRate: 0.05, batchSize: 4, shuffle: true }))
    losses.push(loss);
  return {
    plan: one.core.printPlan(network.plan),
    losses,
    predictions: Array.from((await network.predict(inputs)).data),
    parameters: network.readParameters().map(({ data: values }) => Array.from(values)),
  };
}

const everythingFrom = (copy: Copy): Origins => ({
  activation: copy,
  initializer: copy,
  layer: copy,
  loss: copy,
  metric: copy,
  optimizer: copy,
  backend: copy,
});

describe('two copies of core', () => {
  it('are two: no class and no plugin of one is that of the other', () => {
    expect(one.core.Layer).not.toBe(other.core.Layer);
    expect(one.core.NnfError).not.toBe(other.core.NnfError);
    expect(one.softmax).not.toBe(other.softmax);
    expect(new other.core.InputLayer(1)).not.toBeInstanceOf(one.core.Layer);
  });

  const parts = ['activation', 'initializer', 'layer', 'loss', 'metric', 'optimizer', 'backend', 'all'] as const;
  it.each(parts.flatMap((part) => [[part, 'reference'] as const, [part, 'cpu'] as const]))(
    'compute the same bits with the %s of the other, on %s',
    async (part, backend) => {
      const alone = await train(everythingFrom(one), backend);
      const origins = part === 'all' ? everythingFrom(other) : { ...everythingFrom(one), [part]: other };
      expect(await train(origins, backend)).toEqual(alone);
      expect(alone.losses.every(Number.isFinite)).toBe(true);
    },
  );

  it("know each other's errors", () => {
    const failure = (() => {
      try {
        return new other.core.HiddenLayer(-1);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).not.toBeInstanceOf(one.core.NnfError);
    expect(one.core.isNnfError(failure, 'INVALID_ARGUMENT')).toBe(true);
  });

  it("know each other's expressions: a function may be traced by one and made of the other's operations", () => {
    const swish = one.core.elementwise('swish', (x) => other.core.mul(x, other.core.sigmoid(x)));
    const builder = new other.core.PlanBuilder();
    builder.output(
      'y',
      other.core.map((x) => one.core.add(x, 1), swish.forward(builder.input('x', 1))),
    );
    expect(one.core.printPlan(one.core.simplify(builder.build()))).toBe(
      one.core.printPlan(other.core.simplify(builder.build())),
    );
    expect(() => one.core.elementwise('odd', (x) => other.core.add(other.core.gt(x, 0) as never, 1))).toThrow(
      expect.objectContaining({ code: 'EXPRESSION_OPERAND' }),
    );
  });
});
