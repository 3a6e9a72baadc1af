import type { ExecutionMode } from './mode.js';

/** A value on the device, or on its way there: gpu.js's own business. */
export type Handle = object;

/** A matrix that stays on the device. */
export interface ResidentMatrix {
  toArray(): readonly Float32Array[];
}

/** A compiled kernel. While a pipeline is recorded, a call gives the handle of its result. */
export interface Kernel {
  (...values: readonly (Handle | number)[]): Handle;
  /** What runs: gpu.js may change it. */
  readonly kernel: KernelState;
  destroy(): void;
}

/** A kernel's inside. Its class has a `mode`, `gpu` in WebGL. */
export interface KernelState {
  readonly fallbackReason: string | null;
}

/** A recorded run of kernels. */
export interface Pipeline {
  (...values: readonly Handle[]): Promise<readonly (readonly Float32Array[])[]>;
  readonly executorKind: string;
  readonly backend: string;
  readonly fallbackReason: string | null;
  destroy(): unknown;
}

/** What this package uses of a `GPU` of gpu.js. */
export interface Gpu {
  readonly context?: unknown;
  createKernel(source: string, settings: Readonly<Record<string, unknown>>): Kernel;
  createPipeline(
    record: (...handles: readonly Handle[]) => readonly Handle[],
    settings: { readonly threads: boolean },
  ): Pipeline;
  destroy(): Promise<void>;
}

/** What this package uses of gpu.js. Its own declarations call `Input` a type only, and know no pipelines of source text. */
export interface GpuJs {
  readonly GPU: {
    new (settings: { readonly mode: ExecutionMode; readonly canvas?: unknown; readonly context?: unknown }): Gpu;
    readonly isWebGL2Supported: boolean;
    readonly isWebAssemblySupported: boolean;
    readonly isWebGPUSupported: boolean;
    isWebGPUAvailable(): Promise<boolean>;
  };
  readonly Input: new (values: Float32Array, size: readonly [columns: number, rows: number]) => Handle;
}

/** Loads gpu.js: a bundler puts it into a chunk of its own, and Node reads it when a network is compiled for it. */
export async function loadGpuJs(): Promise<GpuJs> {
  // In a page it puts itself in the place of the `GPU` of WebGPU, which is put back.
  const before = Object.getOwnPropertyDescriptor(globalThis, 'GPU');
  const loaded: unknown = await import('gpu.js');
  const after = Object.getOwnPropertyDescriptor(globalThis, 'GPU');
  if (after?.get !== before?.get || after?.value !== before?.value) {
    if (before) Object.defineProperty(globalThis, 'GPU', before);
    else Reflect.deleteProperty(globalThis, 'GPU');
  }
  // It is CommonJS, so what it exports is `default` in Node and in most bundles, and beside it in some.
  const exported = isGpuJs(loaded) ? loaded : (loaded as { readonly default?: unknown }).default;
  if (isGpuJs(exported)) return exported;
  throw new TypeError('gpu.js exports no GPU and Input');
}

function isGpuJs(value: unknown): value is GpuJs {
  return (
    (typeof value === 'object' || typeof value === 'function') && value !== null && 'GPU' in value && 'Input' in value
  );
}
