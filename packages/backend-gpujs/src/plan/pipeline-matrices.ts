import type { Plan } from '@nnf/core';
import type { InputEncoding } from '../write/kernel-setting.js';
import type { PlanKernels } from './plan-kernels.js';

/** A matrix that a pipeline of one batch holds on the device. */
export interface PipelineMatrix {
  /** What it is, for errors. */
  readonly what: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether it has a row for each row of the batch. */
  readonly byRow?: boolean;
  /** Whether a pipeline holds it once for each batch, and not only once. */
  readonly grows?: boolean;
  /** Whether it is read back. */
  readonly isResult?: boolean;
}

/** The matrices of a pipeline of one batch: parameters, rows of the data, constants, results of kernels, gathered outputs. */
export function matricesOf(
  plan: Plan,
  kernels: PlanKernels,
  encodings: Readonly<Record<string, InputEncoding>>,
  batch: number,
): readonly PipelineMatrix[] {
  const { nodes } = plan;
  const values = new Set(kernels.values.map(({ node }) => node));
  const leaves = nodes.flatMap((node): readonly PipelineMatrix[] => {
    const [rows, columns] = node.shape;
    if (node.operation === 'parameter')
      return [{ what: `the parameter '${node.name}'`, rows: rows as number, columns }];
    if (node.operation !== 'input') return [];
    const width = encodings[node.name] === 'classes' ? 1 : columns;
    return [{ what: `the data's ${node.name}`, rows: batch, columns: width, byRow: true, grows: true }];
  });
  return [
    ...leaves,
    ...kernels.constants.map(({ node, label, rows, columns }) => ({
      what: `the constant %${node} (${label})`,
      rows,
      columns,
    })),
    ...kernels.kernels.map(({ node, label, rows, columns }) => ({
      what: label,
      rows,
      columns,
      byRow: nodes[node]!.shape[0] === 'batch',
      isResult: values.has(node),
    })),
    ...kernels.updates.map(({ label, rows, columns }) => ({ what: label, rows, columns, isResult: true })),
    ...kernels.collections.map(({ outputs, columns }) => ({
      what: `the outputs ${outputs.map(({ name }) => name).join(', ')}`,
      rows: batch,
      columns,
      byRow: true,
      grows: true,
      isResult: true,
    })),
  ];
}
