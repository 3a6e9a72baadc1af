import { type GpuMode, gpu } from '@nnf/backend-gpujs';
import type { Dataset } from '@nnf/core';
import { backendChecks, type CheckFailure, failuresOf } from '@nnf/test-kit/checks';
import { followTrace, type TrainingResult, trainWalkthrough } from '../gpu-training.js';
import { regressionData, regressionNetwork } from '../small-networks.js';

/** What the page of `gpu.test.ts` can be asked. */
export interface GpuPage {
  /** The names of the backend's checks. */
  checkNames(mode: GpuMode): readonly string[];
  /** Runs the check of that name, and gives what failed. */
  failures(mode: GpuMode, name: string): Promise<readonly CheckFailure[]>;
  /** The golden run `mnist-he`. */
  follow(mode: GpuMode): Promise<TrainingResult & { readonly accuracy: number }>;
  walkthrough(mode: GpuMode, epochs: number): Promise<TrainingResult>;
  /** Takes the device away while a network trains: what its training ends in, and what is left of its parameters. */
  lose(mode: 'webgpu' | 'webgl2'): Promise<{ readonly code: string; readonly message: string; readonly kept: boolean }>;
  /** Makes, trains and disposes of so many networks; what the last one says ran. */
  makeMany(mode: GpuMode, count: number): Promise<string>;
  /** Whether importing gpu.js has left the browser's own `GPU` in its place. */
  keepsGlobals(): boolean;
}

const checksOf = (mode: GpuMode) => backendChecks((options) => gpu({ ...options, mode }));
const native = Object.getOwnPropertyDescriptor(globalThis, 'GPU')?.value;

async function bytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

async function mnist(kind: 'train' | 't10k'): Promise<Dataset> {
  const [pixels, labels] = await Promise.all([bytes(`/${kind}-images`), bytes(`/${kind}-labels`)]);
  const rows = labels.length;
  return {
    inputs: { rows, columns: 784, data: pixels, scale: 1 / 255 },
    targets: { rows, columns: 10, data: labels, encoding: 'classes' },
  };
}

/** Notes the contexts and devices that are made from now on, to take them away. */
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

const page: GpuPage = {
  checkNames: (mode) => checksOf(mode).map(({ name }) => name),
  failures: (mode, name) => failuresOf(checksOf(mode).filter((check) => check.name === name)),
  async follow(mode) {
    const trace = await (await fetch('/mnist-he.json')).json();
    return followTrace(trace, gpu({ mode }), await mnist('train'), await mnist('t10k'));
  },
  walkthrough: async (mode, epochs) => trainWalkthrough(gpu({ mode }), await mnist('train'), epochs),
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
      const network = await regressionNetwork({ backend: gpu({ mode }) });
      for await (const _ of network.train(regressionData, { epochs: 1, learningRate: 0.1, batchSize: 2 }));
      executes = network.executes;
      network.dispose();
    }
    return executes;
  },
  keepsGlobals: () => Object.getOwnPropertyDescriptor(globalThis, 'GPU')?.value === native,
};

/** The browser's own types of WebGPU are not among TypeScript's. */
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
