/** Where kernels run: `auto` takes the best that answers, in the order `webgpu`, `webgl2`, `webasm`, `cpu`. */
export type GpuMode = 'auto' | ExecutionMode;

/** gpu.js's own names of what can run a kernel. */
export type ExecutionMode = 'webgpu' | 'webgl2' | 'webasm' | 'cpu';

/** What `auto` tries. */
export const bestFirst: readonly ExecutionMode[] = ['webgpu', 'webgl2', 'webasm', 'cpu'];

/** What the option takes. */
export const gpuModes: readonly GpuMode[] = ['auto', ...bestFirst];
