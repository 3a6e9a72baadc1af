import { type GpuMode, gpu } from '@nnf/backend-gpujs';
import { type ESwishTraining, trainESwish } from '../e-swish-training.js';

/** The functions that the page offers to `custom-activation.test.ts`. */
export interface CustomActivationPage {
  train(mode: GpuMode): Promise<ESwishTraining>;
}

const page: CustomActivationPage = { train: (mode) => trainESwish(gpu({ mode })) };
Object.assign(globalThis, { page });
