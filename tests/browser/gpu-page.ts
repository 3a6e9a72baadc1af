import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { cpu } from '@nnf/backend-cpu';
import { type GpuMode, gpu } from '@nnf/backend-gpujs';
import { createNetwork, HiddenLayer, InputLayer, type Matrix, type Network, OutputLayer } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { backendChecks, type CheckFailure, failuresOf } from '@nnf/test-kit/checks';
import {
  followTrace,
  type Randomness,
  randomnessOf,
  reorderedWalkthrough,
  type TrainingResult,
  trainWalkthrough,
} from '../gpu-training.js';
import { regressionData, regressionNetwork } from '../small-networks.js';

/** The functions that the page offers to `gpu.test.ts`. */
export interface GpuPage {
  /** The names of the backend's checks. */
  checkNames(mode: GpuMode): readonly string[];
  /** Runs a check by name, and returns its failures. */
  failures(mode: GpuMode, name: string): Promise<readonly CheckFailure[]>;
  /** Repeats the golden run `mnist-he`. */
  follow(mode: GpuMode): Promise<TrainingResult & { readonly accuracy: number }>;
  walkthrough(mode: GpuMode, epochs: number): Promise<TrainingResult>;
  /** Returns the walkthrough's mean loss over `rows` samples, after one epoch. */
  lossOf(mode: GpuMode, rows: number): Promise<number>;
  /** Destroys the device while a network trains. Returns the error of the training, and whether the parameters are kept. */
  lose(mode: 'webgpu' | 'webgl2'): Promise<{ readonly code: string; readonly message: string; readonly kept: boolean }>;
  /** Creates, trains and disposes of `count` networks. Returns `executes` of the last one. */
  makeMany(mode: GpuMode, count: number): Promise<string>;
  /** Creates and trains `count` networks, and keeps them until the next call. */
  hold(mode: GpuMode, count: number): Promise<void>;
  /** The number of WebGL objects and WebGPU buffers created since the page was opened, and the number of those left. */
  resources(): { readonly made: number; readonly left: number };
  /** The random choices of a network: see `randomnessOf`. */
  randomness(mode: GpuMode | 'reference'): Promise<Randomness>;
  /** Trains a network for one batch, with layers so wide that threads pay off. Returns its `executes`. */
  wide(mode: GpuMode): Promise<string>;
  /** Whether the browser's own `GPU` is unchanged after importing gpu.js. */
  keepsGlobals(): boolean;
}

const checksOf = (mode: GpuMode) => backendChecks((options) => gpu({ ...options, mode }));
const native = Object.getOwnPropertyDescriptor(globalThis, 'GPU')?.value;

async function bytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

async function mnist(kind: 'train' | 't10k'): Promise<Readonly<Record<'inputs' | 'targets', Matrix>>> {
  const [pixels, labels] = await Promise.all([bytes(`/${kind}-images`), bytes(`/${kind}-labels`)]);
  const rows = labels.length;
  return {
    inputs: { rows, columns: 784, data: pixels, scale: 1 / 255 },
    targets: { rows, columns: 10, data: labels, encoding: 'classes' },
  };
}

/** Records the contexts that are created from now on, to make them lose their device. */
function watchDevices(): { readonly lose: () => void } {
  const made: (() => void)[] = [];
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...options: [string, unknown?]) {
    const context = Reflect.apply(getContext, this, options);
    if (context instanceof WebGL2RenderingContext) {
      made.push(() => context.getExtension('WEBGL_lose_context')?.loseContext());
    }
    return context;
  } as typeof getContext;
  return { lose: () => made.forEach((lose) => void lose()) };
}

/** For each object not yet deleted, a function that tells whether it still exists. A lost context has lost its objects, too. */
const left = new Set<() => boolean>();
let made = 0;

/** Counts the objects that the method `make` creates, until the method `take` deletes them. */
function count(maker: object, make: string, taker: object, take: string): void {
  const making: () => object = Reflect.get(maker, make);
  const taking: () => void = Reflect.get(taker, take);
  const lives = new WeakMap<object, () => boolean>();
  Object.defineProperty(maker, make, {
    value(this: unknown, ...values: readonly unknown[]) {
      const object: object = Reflect.apply(making, this, values);
      const isThere = () => !(this instanceof WebGL2RenderingContext && this.isContextLost());
      lives.set(object, isThere);
      left.add(isThere);
      made++;
      return object;
    },
  });
  Object.defineProperty(taker, take, {
    value(this: object, ...values: readonly object[]) {
      left.delete(lives.get(values[0] ?? this)!);
      return Reflect.apply(taking, this, values);
    },
  });
}

const webGl = WebGL2RenderingContext.prototype;
for (const kind of ['Texture', 'Buffer', 'Framebuffer', 'Program', 'Shader']) {
  count(webGl, `create${kind}`, webGl, `delete${kind}`);
}
count(globalOf('GPUDevice').prototype, 'createBuffer', globalOf('GPUBuffer').prototype, 'destroy');

/** Returns a global class. TypeScript does not know WebGPU's classes. */
function globalOf(name: string): { readonly prototype: object } {
  return Reflect.get(globalThis, name);
}

const held: Network[] = [];

async function trained(mode: GpuMode, batchSize: number): Promise<Network> {
  const network = await regressionNetwork({ backend: gpu({ mode }) });
  for await (const _ of network.train(regressionData, { epochs: 1, learningRate: 0.1, batchSize }));
  return network;
}

const page: GpuPage = {
  checkNames: (mode) => checksOf(mode).map(({ name }) => name),
  failures: (mode, name) => failuresOf(checksOf(mode).filter((check) => check.name === name)),
  async follow(mode) {
    const trace = await (await fetch('/mnist-he.json')).json();
    return followTrace(trace, gpu({ mode }), await mnist('train'), await mnist('t10k'));
  },
  walkthrough: async (mode, epochs) => trainWalkthrough(gpu({ mode }), await mnist('train'), epochs),
  lossOf: async (mode, rows) => reorderedWalkthrough(gpu({ mode }), await mnist('train'), rows, 1),
  async lose(mode) {
    const watched = watchDevices();
    const devices = mode === 'webgpu' ? await watchWebGpu() : watched;
    const network = await regressionNetwork({ backend: gpu({ mode }) });
    let kept = network.readParameters();
    try {
      for await (const { epoch } of network.train(regressionData, { epochs: 50, learningRate: 0.1, batchSize: 2 })) {
        kept = network.readParameters();
        if (epoch === 2) devices.lose();
      }
    } catch (error) {
      const left = network.readParameters();
      network.dispose();
      const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string };
      return { code, message, kept: JSON.stringify(left) === JSON.stringify(kept) };
    }
    return { code: '', message: 'nothing was thrown', kept: false };
  },
  async makeMany(mode, count) {
    let executes = '';
    for (let i = 0; i < count; i++) {
      // Shaders take long to compile, so most networks use the same number of rows.
      const network = await trained(mode, i % 4 === 0 ? 2 : regressionData.inputs.length);
      executes = network.executes;
      network.dispose();
    }
    return executes;
  },
  async hold(mode, count) {
    for (const network of held.splice(0)) network.dispose();
    for (let i = 0; i < count; i++) held.push(await trained(mode, regressionData.inputs.length));
  },
  resources: () => ({ made, left: [...left].filter((lives) => lives()).length }),
  randomness: (mode) => randomnessOf(mode === 'reference' ? cpu() : gpu({ mode })),
  async wide(mode) {
    const initial = { weights: he, biases: zeros };
    const layers = [
      new InputLayer(512),
      new HiddenLayer(512, relu, initial),
      new OutputLayer(1, identity, meanSquaredError, initial),
    ];
    const network = await createNetwork(layers, { backend: gpu({ mode }), seed: 1 });
    const data = { rows: 128, columns: 512, data: new Float32Array(128 * 512).fill(0.1) };
    const targets = { rows: 128, columns: 1, data: new Float32Array(128).fill(1) };
    const training = network.train({ inputs: data, targets }, { epochs: 1, learningRate: 1e-3, batchSize: 128 });
    for await (const _ of training);
    const { executes } = network;
    network.dispose();
    return executes;
  },
  keepsGlobals: () => Object.getOwnPropertyDescriptor(globalThis, 'GPU')?.value === native,
};

/** TypeScript has no types for the browser's WebGPU. */
interface Adapter {
  requestDevice(...options: readonly unknown[]): Promise<{ destroy(): void }>;
}

async function watchWebGpu(): Promise<{ readonly lose: () => void }> {
  const { gpu: entry } = navigator as unknown as { readonly gpu: { requestAdapter(): Promise<Adapter> } };
  const prototype: Adapter = Object.getPrototypeOf(await entry.requestAdapter());
  const { requestDevice } = prototype;
  const devices: { destroy(): void }[] = [];
  prototype.requestDevice = async function (...options) {
    const device = await Reflect.apply(requestDevice, this, options);
    devices.push(device);
    return device;
  };
  return { lose: () => devices.forEach((device) => void device.destroy()) };
}

Object.assign(globalThis, { page });
