export { type GpuOptions, gpu } from './gpu.js';
export type { GpuMode } from './run/mode.js';
