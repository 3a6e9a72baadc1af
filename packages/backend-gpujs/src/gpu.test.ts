import { backendSuite } from '@nnf/test-kit';
import { gpu } from './gpu.js';

// WebGL2 and WebGPU are tested where they are: in a browser, by tests/browser/gpu.test.ts.
for (const mode of ['cpu', 'webasm'] as const) backendSuite((options) => gpu({ ...options, mode }));
