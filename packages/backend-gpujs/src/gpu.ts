import { type Backend, checkOptions, type DataType, NnfError, pluginMark } from '@nnf/core';
import { GpuProgram } from './program.js';
import { openCanvas } from './run/canvas.js';
import { Device } from './run/device.js';
import { type GpuJs, loadGpuJs } from './run/gpujs.js';
import { limitsOf } from './run/limits.js';
import { bestFirst, type ExecutionMode, type GpuMode, gpuModes } from './run/mode.js';

/** Options of the backend. */
export interface GpuOptions {
  /** Where it computes. Default: `auto`, the best available of WebGPU, WebGL2, WebAssembly and plain JavaScript. */
  readonly mode?: GpuMode | undefined;
  /** The type of its numbers. Default: `float32`, the only one. */
  readonly dtype?: DataType | undefined;
}

/**
 * The backend that turns a network into kernels of gpu.js and runs many batches as one pipeline: on WebGPU, on WebGL2, in
 * WebAssembly, or, for debugging, in JavaScript. gpu.js is loaded when a network is compiled.
 *
 * @throws NnfError `INVALID_ARGUMENT` for another mode or dtype, `UNKNOWN_NAME` for an unknown option; when compiling,
 * `GPU_UNAVAILABLE` where the host lacks what the mode needs, `GPU_LIMIT` for a parameter too large for the device
 * @example
 * const network = await createNetwork(layers, { backend: gpu(), seed: 1 });
 */
export function gpu(options: GpuOptions = {}): Backend {
  const { mode = 'auto', dtype = 'float32' } = options ?? {};
  checkOptions('gpu', options, { mode, dtype });
  if (dtype !== 'float32') {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `gpu: dtype is ${String(dtype)}, expected 'float32'; @nnf/backend-cpu also computes in float64`,
    );
  }
  if (!gpuModes.includes(mode)) {
    const modes = gpuModes.map((one) => `'${one}'`).join(', ');
    throw new NnfError('INVALID_ARGUMENT', `gpu: mode is ${String(mode)}, expected one of ${modes}`);
  }
  return {
    ...pluginMark('backend'),
    name: 'gpujs',
    options: { mode },
    dataTypes: ['float32'],
    // A driver may round as it likes, and `auto` may choose another device next time.
    deterministic: mode === 'webasm' || mode === 'cpu',
    compile: async (plans) => new GpuProgram(await chooseDevice(mode)).addAll(plans),
  };
}

async function chooseDevice(mode: GpuMode): Promise<Device> {
  const gpujs = await loadGpuJs();
  if (mode !== 'auto') {
    const missing = await missingFor(gpujs, mode);
    if (missing === undefined) return openDevice(gpujs, mode);
    throw new NnfError(
      'GPU_UNAVAILABLE',
      `gpu: mode '${mode}' is not available here: ${missing}; mode 'auto' uses one that is`,
    );
  }
  const reasons: string[] = [];
  for (const candidate of bestFirst) {
    const missing = await missingFor(gpujs, candidate);
    if (missing === undefined) return openDevice(gpujs, candidate, reasons.join(', '));
    reasons.push(`no ${candidate}: ${missing}`);
  }
  throw new NnfError('GPU_UNAVAILABLE', `gpu: ${reasons.join('; ')}`);
}

async function openDevice(gpujs: GpuJs, mode: ExecutionMode, why?: string): Promise<Device> {
  const canvas = mode === 'webgl2' ? openCanvas() : undefined;
  return new Device(gpujs, mode, await limitsOf(mode, canvas?.settings.context), canvas, why);
}

/** What the host lacks for a mode; undefined when it lacks nothing. */
async function missingFor({ GPU }: GpuJs, mode: ExecutionMode): Promise<string | undefined> {
  switch (mode) {
    case 'webgpu':
      if (!GPU.isWebGPUSupported) return 'there is no navigator.gpu';
      return (await GPU.isWebGPUAvailable()) ? undefined : 'no adapter answers';
    case 'webgl2':
      return GPU.isWebGL2Supported ? undefined : 'there is no WebGL2';
    case 'webasm':
      return GPU.isWebAssemblySupported ? undefined : 'there is no WebAssembly with SIMD';
    case 'cpu':
      return undefined;
  }
}
