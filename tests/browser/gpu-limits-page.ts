import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { type GpuMode, gpu } from '@nnf/backend-gpujs';
import { type Backend, createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { xavier, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';

/** The sizes of a network with one hidden layer and of its generated data. */
export interface Job {
  readonly inputs: number;
  readonly hidden: number;
  readonly rows: number;
  readonly batchSize: number;
}

/** The result of training the network for an epoch. */
export interface JobResult {
  /** The `code` of the error, or empty without an error. */
  readonly code: string;
  readonly message: string;
  readonly executes: string;
  readonly loss: number;
  readonly prediction: readonly number[];
}

/** The functions that the page offers to `gpu-limits.test.ts`. */
export interface GpuLimitsPage {
  /** From now on, WebGL2 reports `side` as the most rows and columns of a texture. */
  limitTextures(side: number): void;
  /** From now on, WebGPU's adapters report `bytes` as the largest size of a buffer. */
  limitBuffers(bytes: number): void;
  /** The longest side of all textures and the size of the largest buffer created so far. */
  largest(): { readonly side: number; readonly bytes: number };
  run(mode: GpuMode | 'reference', job: Job): Promise<JobResult>;
}

let [side, bytes] = [0, 0];

/** Wraps a method of the browser, so that `look` is called with the same arguments before it. */
function before(prototype: object, method: string, look: (...values: readonly unknown[]) => void): void {
  const original = Reflect.get(prototype, method) as (...values: readonly unknown[]) => unknown;
  Object.defineProperty(prototype, method, {
    configurable: true,
    value(this: unknown, ...values: readonly unknown[]) {
      look(...values);
      return Reflect.apply(original, this, values);
    },
  });
}

before(WebGL2RenderingContext.prototype, 'texImage2D', (...values) => {
  // (target, level, format, width, height, …). Calls with a picture have fewer arguments, but gpu.js makes none.
  side = Math.max(side, values[3] as number, values[4] as number);
});
before(globalOf('GPUDevice').prototype, 'createBuffer', (description) => {
  bytes = Math.max(bytes, (description as { readonly size: number }).size);
});

/** Returns a global class. TypeScript does not know WebGPU's classes. */
function globalOf(name: string): { readonly prototype: object } {
  return Reflect.get(globalThis, name);
}

async function train(backend: Backend, { inputs, hidden, rows, batchSize }: Job): Promise<JobResult> {
  const initial = { weights: xavier, biases: zeros };
  const layers = [
    new InputLayer(inputs),
    new HiddenLayer(hidden, identity, initial),
    new OutputLayer(1, identity, meanSquaredError, initial),
  ];
  const network = await createNetwork(layers, { backend, seed: 3 });
  try {
    const data = new Float32Array(rows * inputs);
    for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 1009) / 1009 - 0.5;
    const targets = Float32Array.from({ length: rows }, (_, row) => data[row * inputs]! + 0.5);
    const dataset = {
      inputs: { rows, columns: inputs, data },
      targets: { rows, columns: 1, data: targets },
    };
    let loss = Number.NaN;
    for await (const report of network.train(dataset, { epochs: 1, learningRate: 1e-3, batchSize })) loss = report.loss;
    const asked = Math.min(rows, 3000);
    const prediction = await network.predict({ rows: asked, columns: inputs, data: data.subarray(0, asked * inputs) });
    return { code: '', message: '', executes: network.executes, loss, prediction: Array.from(prediction.data) };
  } finally {
    network.dispose();
  }
}

const page: GpuLimitsPage = {
  limitTextures(most) {
    const { getParameter, MAX_TEXTURE_SIZE } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.getParameter = function (name) {
      return name === MAX_TEXTURE_SIZE ? most : Reflect.apply(getParameter, this, [name]);
    };
  },
  limitBuffers(most) {
    const { prototype } = globalOf('GPUAdapter');
    const { get } = Object.getOwnPropertyDescriptor(prototype, 'limits')!;
    Object.defineProperty(prototype, 'limits', {
      get() {
        const limits = Reflect.apply(get!, this, []);
        return { ...limits, maxStorageBufferBindingSize: most, maxBufferSize: most };
      },
    });
  },
  largest: () => ({ side, bytes }),
  async run(mode, job) {
    try {
      return await train(mode === 'reference' ? cpu() : gpu({ mode }), job);
    } catch (error) {
      const { code = 'none', message = '' } = error as { readonly code?: string; readonly message?: string };
      return { code, message, executes: '', loss: Number.NaN, prediction: [] };
    }
  },
};

Object.assign(globalThis, { page });
