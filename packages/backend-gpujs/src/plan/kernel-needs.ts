import type { PlanKernels } from './plan-kernels.js';

/** The inputs of a plan's kernels. */
export interface KernelNeeds {
  readonly parameters: readonly string[];
  readonly inputs: readonly string[];
  readonly scalars: boolean;
  readonly batch: boolean;
}

/** Lists the inputs that the kernels read. */
export function needsOf({ kernels, updates, collections }: PlanKernels): KernelNeeds {
  const read = [...kernels, ...updates, ...collections.map(({ next }) => next)].flatMap((kernel) => kernel.arguments);
  const namesOf = (kind: 'parameter' | 'input'): readonly string[] => [
    ...new Set(read.flatMap((argument) => (argument.kind === kind ? [argument.name] : []))),
  ];
  return {
    parameters: namesOf('parameter'),
    inputs: namesOf('input'),
    scalars: read.some(({ kind }) => kind === 'scalars'),
    batch: read.some(({ kind }) => kind === 'batch'),
  };
}
