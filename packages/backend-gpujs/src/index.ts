export { type GpuOptions, gpu } from './gpu.js';
export type { GpuMode } from './mode.js';
