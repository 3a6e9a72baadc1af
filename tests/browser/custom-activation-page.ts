import { type GpuMode, gpu } from '@nnf/backend-gpujs';
import { type ESwishTraining, trainESwish } from '../e-swish-training.js';

/** What the page of `custom-activation.test.ts` can be asked. */
export interface CustomActivationPage {
  train(mode: GpuMode): Promise<ESwishTraining>;
}

const page: CustomActivationPage = { train: (mode) => trainESwish(gpu({ mode })) };
Object.assign(globalThis, { page });
