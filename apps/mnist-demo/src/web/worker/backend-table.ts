import { cpu } from '@nnf/backend-cpu';
import type { GpuMode } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import type { Backend } from '@nnf/core';
import type { BackendName } from '../settings/settings.js';

/** Every backend by name. A backend is created only when it is chosen, so that a large one is not downloaded earlier. */
export const backendTable: Readonly<Record<Exclude<BackendName, 'auto'>, () => Promise<Backend>>> = {
  cpu: async () => cpu({ dtype: 'float32' }),
  'cpu-float64': async () => cpu({ dtype: 'float64' }),
  'gpu-auto': () => gpu('auto'),
  'gpu-webgpu': () => gpu('webgpu'),
  'gpu-webgl2': () => gpu('webgl2'),
  'gpu-webasm': () => gpu('webasm'),
  // Plotting a formula needs the reference backend, so it is always loaded.
  reference: async () => reference(),
};

async function gpu(mode: GpuMode): Promise<Backend> {
  let backend: typeof import('@nnf/backend-gpujs');
  try {
    backend = await import('@nnf/backend-gpujs');
  } catch (cause) {
    throw new Error('The GPU backend could not be downloaded: this machine is offline. The CPU backend still works.', {
      cause,
    });
  }
  return backend.gpu({ mode });
}
