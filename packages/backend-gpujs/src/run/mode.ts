/** Where kernels run: `auto` takes the best available, in the order `webgpu`, `webgl2`, `webasm`, `cpu`. */
export type GpuMode = 'auto' | ExecutionMode;

/** gpu.js's names of its execution modes. */
export type ExecutionMode = 'webgpu' | 'webgl2' | 'webasm' | 'cpu';

/** The modes that `auto` tries, in order. */
export const bestFirst: readonly ExecutionMode[] = ['webgpu', 'webgl2', 'webasm', 'cpu'];

/** All values of the option. */
export const gpuModes: readonly GpuMode[] = ['auto', ...bestFirst];
