import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { type Backend, createNetwork, HiddenLayer, InputLayer, type Network, OutputLayer, printPlan } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { dropout } from '@nnf/layer-dropout';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { adam } from '@nnf/optimizer-adam';
import * as vue from '@vue/reactivity';
import * as mobx from 'mobx';
import { describe, expect, it } from 'vitest';
import { classificationData as data } from './small-networks.js';

const initial = { weights: he, biases: zeros };
const layers = () => [
  new InputLayer(2),
  new HiddenLayer(4, relu, initial),
  dropout(0.1),
  new OutputLayer(3, softmax, crossEntropy, initial),
];
const training = { epochs: 2, learningRate: 0.1, batchSize: 3 };

/** What libraries do to the values in their state. */
const states: Readonly<Record<string, <Value extends object>(value: Value) => Value>> = {
  "Vue's reactive": (value) => vue.reactive({ value }).value as typeof value,
  "Vue's reactive, directly": (value) => vue.reactive(value) as typeof value,
  "Vue's ref": (value) => vue.ref(value).value as typeof value,
  "Vue's readonly": (value) => vue.readonly({ value }).value as typeof value,
  "MobX's observable": (value) => mobx.observable({ value }).value,
  "MobX's observable.box": (value) => mobx.observable.box(value).get(),
  "MobX's makeAutoObservable": (value) => mobx.makeAutoObservable({ value }).value,
};

const backends: readonly (readonly [string, () => Backend])[] = [
  ['reference', reference],
  ['cpu', cpu],
  ['gpujs', () => gpu({ mode: 'cpu' })],
];

/** Calls every member of a network. */
async function use(network: Network) {
  const reports = [];
  for await (const { seconds: _, ...report } of network.train(data, training)) reports.push(report);
  for (const { seconds: _, ...report } of await network.fit(data, training)) reports.push(report);
  const predictions = await network.predict(data.inputs);
  const evaluation = await network.evaluate(data);
  network.writeParameters(network.readParameters());
  return {
    reports,
    loss: evaluation.loss,
    classes: Array.from(predictions.classes),
    row: Array.from(predictions.row(1)),
    parameters: network.readParameters().map(({ name, data }) => [name, Array.from(data)]),
    members: [network.summary(), printPlan(network.plan), network.executes, network.seed, network.parameterCount],
  };
}

describe.each(Object.entries(states))('in %s', (_, put) => {
  it.each(backends)('a network works on %s', async (_name, make) => {
    const expected = await use(await createNetwork(layers(), { backend: make(), optimizer: adam(), seed: 1 }));
    const network = put(await createNetwork(layers(), { backend: make(), optimizer: adam(), seed: 1 }));
    expect(await use(network)).toEqual(expected);
    network.dispose();
    await expect(network.predict(data.inputs)).rejects.toMatchObject({ code: 'DISPOSED' });
  });

  it('layers, plugins, options, data and results work', async () => {
    const options = () => ({ backend: cpu(), optimizer: adam(), seed: 1, clip: { norm: 1 } });
    const expected = await use(await createNetwork(layers(), options()));
    const kept = put({ layers: layers(), options: options(), training, data });
    const network = await createNetwork(kept.layers, kept.options);
    expect(await use(network)).toEqual(expected);
    expect(await network.fit(kept.data, kept.training)).toHaveLength(2);
    const direct = layers().map((layer) => put(layer));
    expect(await use(await createNetwork(direct, put(options())))).toEqual(expected);
    // What is read-only in the state is changed outside of it.
    const attached = new HiddenLayer(4, put(relu));
    const changed = vue.isReadonly(put(attached)) ? attached : put(attached);
    changed.setWeights(put(he));
    changed.setBiases([[1, 2, 3, 4]]);
    expect(put(attached).parameters(2, 'hidden')).toHaveLength(2);
    const predictions = put(await network.predict(kept.data.inputs));
    expect(predictions.classes).toHaveLength(9);
    expect(predictions.row(8)).toHaveLength(3);
    expect(printPlan(put(network.plan))).toBe(printPlan(network.plan));
    network.writeParameters(put(network.readParameters()));
  });
});

it('a proxy that was made by force throws a TypeError, as the README of core says', async () => {
  const network = await createNetwork(layers(), { backend: cpu(), seed: 1 });
  const proxy = new Proxy(network, {});
  await expect(proxy.predict(data.inputs)).rejects.toThrow(TypeError);
  expect(() => proxy.summary()).toThrow(TypeError);
});
