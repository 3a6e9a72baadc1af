import { cpu } from '@nnf/backend-cpu';
import type { GpuMode } from '@nnf/backend-gpujs';
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
  reference: async () => (await downloaded('reference', () => import('@nnf/backend-reference'))).reference(),
};

async function gpu(mode: GpuMode): Promise<Backend> {
  return (await downloaded('GPU', () => import('@nnf/backend-gpujs'))).gpu({ mode });
}

async function downloaded<Module>(name: string, download: () => Promise<Module>): Promise<Module> {
  try {
    return await download();
  } catch (cause) {
    throw new Error(
      `The ${name} backend could not be downloaded: this machine is offline. The CPU backend still works.`,
      { cause },
    );
  }
}
