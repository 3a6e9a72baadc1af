import { type GpuMode, gpu } from '@nnf/backend-gpujs';
import { backendChecks, type CheckFailure, failuresOf } from '@nnf/test-kit/checks';

/** What the page of `gpu.test.ts` can be asked. */
export interface GpuPage {
  /** The names of the backend's checks. */
  checkNames(mode: GpuMode): readonly string[];
  /** Runs the check of that name, and gives what failed. */
  failures(mode: GpuMode, name: string): Promise<readonly CheckFailure[]>;
}

const checksOf = (mode: GpuMode) => backendChecks((options) => gpu({ ...options, mode }));

const page: GpuPage = {
  checkNames: (mode) => checksOf(mode).map(({ name }) => name),
  failures: (mode, name) => failuresOf(checksOf(mode).filter((check) => check.name === name)),
};

Object.assign(globalThis, { page });
