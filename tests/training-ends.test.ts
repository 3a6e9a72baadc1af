import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import {
  type Backend,
  createNetwork,
  defineLoss,
  defineMetric,
  defineOptimizer,
  InputLayer,
  isNnfError,
  map,
  type Network,
  type NetworkOptions,
  OutputLayer,
  sub,
} from '@nnf/core';
import { zeros } from '@nnf/initializers';
import { adam } from '@nnf/optimizer-adam';
import { describe, expect, it } from 'vitest';
import { regressionData, regressionNetwork } from './small-networks.js';

/** Each with a learning rate that makes numbers infinite. */
const backends = [
  ['reference', reference(), 1e300],
  ['cpu', cpu(), 1e30],
  ['cpu, float64', cpu({ dtype: 'float64' }), 1e300],
  ['gpujs', gpu({ mode: 'cpu' }), 1e30],
] as const;

/** The gradient of the output's bias is 1, whatever the network and the data. */
const difference = defineLoss('difference', { forward: ({ value }, target) => map(sub, value, target), metrics: [] });
/** Biases are the number of the last update. */
const counting = defineOptimizer('counting', {
  scalars: { step: (step) => step },
  update: ({ parameter, scalars, role }) => ({ parameter: role === 'bias' ? scalars.step : parameter }),
});
/** Biases are the last gradient. */
const showing = defineOptimizer('showing', {
  update: ({ parameter, gradient, role }) => ({ parameter: role === 'bias' ? gradient : parameter }),
});

const network = (options: NetworkOptions): Promise<Network> =>
  createNetwork([new InputLayer(1), new OutputLayer(1, identity, difference, { weights: zeros, biases: zeros })], {
    seed: 1,
    ...options,
  });
const samples = (rows: number) => ({
  inputs: { rows, columns: 1, data: new Uint8Array(rows) },
  targets: new Uint8Array(rows),
});
const bias = (trained: Network): number => trained.readParameters()[1]!.data[0]!;
const all = (trained: Network): number[] => trained.readParameters().flatMap(({ data }) => [...data]);

const once = { epochs: 1, batchSize: 1, learningRate: 0.1 };

/** Aborts a training within its first epoch of 2²⁰ samples. */
async function abort(trained: Network): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('enough');
  // Runs when training yields for the first time.
  setImmediate(() => controller.abort(reason));
  const { signal } = controller;
  const training = trained.fit(samples(1 << 20), { ...once, signal });
  await expect(training).rejects.toBe(reason);
}

describe.each(backends)('after an abort within an epoch, on %s', (_, backend, learningRate) => {
  it.each([1, 3])('steps go on from the last whole update, at %i batches an update', async (accumulate) => {
    const trained = await network({ backend, optimizer: counting, accumulate });
    await trained.fit(samples(1), once);
    for (let i = 0; i < 3; i++) {
      const before = bias(trained);
      await abort(trained);
      const aborted = bias(trained);
      expect(aborted).toBeGreaterThan(before);
      expect(aborted - before).toBeLessThan((1 << 20) / accumulate);
      await trained.fit(samples(1), once);
      expect(bias(trained)).toBe(aborted + 1);
      await trained.fit(samples(5), once);
      expect(bias(trained)).toBe(aborted + 1 + Math.ceil(5 / accumulate));
    }
  });

  it('gradients of an unfinished update do not leak into the next', async () => {
    const trained = await network({ backend, optimizer: showing, accumulate: 1 << 19 });
    await abort(trained);
    await trained.fit(samples(2), once);
    expect(bias(trained)).toBe(1);
  });

  it('numbers that are not finite are put back, with the slots', async () => {
    const [trained, other] = await Promise.all([0, 1].map(() => regressionNetwork({ backend, optimizer: adam() })));
    for (const each of [trained!, other!]) await each.fit(regressionData, { ...once, epochs: 2, learningRate: 0.01 });
    const before = all(trained!);
    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error('enough')));
    const data = {
      inputs: Array.from({ length: 50_000 }, (_, i) => [i / 50_000, 1]),
      targets: new Float64Array(50_000).fill(1),
    };
    const options = { epochs: 1, batchSize: 1, learningRate, signal: controller.signal };
    await expect(trained!.fit(data, options)).rejects.toThrow('enough');
    expect(all(trained!)).toEqual(before);
    // Parameters that are written meet slots and a step that are as good as before.
    for (const each of [trained!, other!]) {
      each.writeParameters(
        each
          .readParameters()
          .map(({ name, data: { length } }) => ({ name, data: new Float64Array(length).fill(0.25) })),
      );
      await each.fit(regressionData, { ...once, epochs: 2, learningRate: 0.01 });
    }
    expect(all(trained!)).toEqual(all(other!));
  });
});

const failing = (epoch: number) => {
  let epochs = 0;
  return defineMetric('failing', {
    statistics: () => [],
    result: () => {
      if (epochs++ === epoch) throw new Error('metric');
      return 0;
    },
  });
};

/** A backend whose run fails in the midst of the epoch that comes after so many. */
function failingBackend(backend: Backend, epoch: number): Backend {
  let epochs = 0;
  const compile: Backend['compile'] = async (plans) => {
    const program = await backend.compile(plans);
    const run = program.run.bind(program);
    program.run = async (request) => {
      if (epochs++ !== epoch) return run(request);
      await run({ ...request, to: 4 });
      throw new Error('lost');
    };
    return Object.assign(program, { runNow: undefined });
  };
  return { ...backend, compile };
}

/** A way to end a training. */
interface Ending {
  readonly name: string;
  /** What is thrown, if anything is. */
  readonly error?: string;
  /** Epochs that it finishes. */
  readonly epochs: number;
  readonly changes?: (backend: Backend) => Partial<NetworkOptions>;
  /** @param huge a learning rate that makes numbers infinite */
  readonly end: (trained: Network, huge: number) => Promise<unknown>;
}

const options = { epochs: 9, batchSize: 2, learningRate: 0.01, shuffle: true };
const fail = (message: string): never => {
  throw new Error(message);
};
const endings: readonly Ending[] = [
  {
    name: 'a loop that is left',
    epochs: 2,
    end: async (trained) => {
      for await (const { epoch } of trained.train(regressionData, options)) if (epoch === 1) break;
    },
  },
  {
    name: 'a loop that throws',
    error: 'Error: loop',
    epochs: 1,
    end: async (trained) => {
      for await (const _ of trained.train(regressionData, options)) fail('loop');
    },
  },
  {
    name: 'another training that takes over',
    epochs: 1,
    end: (trained) => trained.train(regressionData, options).next(),
  },
  {
    name: 'an onEpoch that throws',
    error: 'Error: onEpoch',
    epochs: 1,
    end: (trained) => trained.fit(regressionData, { ...options, onEpoch: () => fail('onEpoch') }),
  },
  {
    name: 'a metric that throws',
    error: 'Error: metric',
    epochs: 3,
    changes: () => ({ metrics: [failing(2)] }),
    end: (trained) => trained.fit(regressionData, options),
  },
  {
    name: 'a schedule that throws',
    error: 'Error: schedule',
    epochs: 2,
    end: (trained) => {
      const learningRate = ({ step }: { readonly step: number }) => (step < 5 ? 0.01 : fail('schedule'));
      return trained.fit(regressionData, { ...options, learningRate });
    },
  },
  {
    name: 'validation that fails',
    error: 'NON_FINITE',
    epochs: 1,
    end: (trained) => {
      const validation = { inputs: [[Number.NaN, 0]], targets: [[0]] };
      return trained.fit(regressionData, { ...options, validation });
    },
  },
  {
    name: 'a backend that fails',
    error: 'Error: lost',
    epochs: 2,
    changes: (backend) => ({ backend: failingBackend(backend, 2) }),
    end: (trained) => trained.fit(regressionData, options),
  },
  {
    name: 'a number that is not finite',
    error: 'NON_FINITE',
    epochs: 0,
    end: (trained, learningRate) => trained.fit(regressionData, { ...options, learningRate }),
  },
];

describe.each(backends)('training goes on, on %s,', (_, backend, learningRate) => {
  it.each(endings)('after $name', async ({ error, epochs, changes, end }) => {
    const base = { backend, optimizer: adam(), accumulate: 2 };
    const ended = await regressionNetwork({ ...base, ...changes?.(backend) });
    const caught = await end(ended, learningRate).then(
      () => undefined,
      (thrown: unknown) => (isNnfError(thrown) ? thrown.code : String(thrown)),
    );
    expect(caught).toBe(error);
    const plain = await regressionNetwork(base);
    if (epochs > 0) await plain.fit(regressionData, { ...options, epochs });
    expect(all(ended)).toEqual(all(plain));
    for (const each of [ended, plain]) await each.fit(regressionData, { ...options, epochs: 2 });
    expect(all(ended)).toEqual(all(plain));
  });
});
