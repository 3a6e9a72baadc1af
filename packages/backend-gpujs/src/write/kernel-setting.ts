import type { PlanNode } from '@nnf/core';
import type { Arithmetic } from './scalar-source.js';

/** How an input is encoded on the device: its numbers, or one class number a row. */
export type InputEncoding = 'dense' | 'classes';

/**
 * How a matrix lies on the device. `rows`: gpu.js finds an element by row and column. `flat`: it is found by its place among
 * all, which is known when the kernel is written, and not computed from sizes that are read. `fours`: columns lie by fours,
 * and a kernel computes four at once: in textures, whose elements are fours, reading one takes as long as reading four.
 */
export type Layout = 'rows' | 'flat' | 'fours';

/** What stays the same over all kernels of a plan. */
export interface KernelSetting {
  readonly nodes: readonly PlanNode[];
  /** Rows a batch. */
  readonly rows: number;
  readonly encodings: Readonly<Record<string, InputEncoding>>;
  readonly arithmetic: Arithmetic;
  /** Whether the batch's number is read from a matrix of one element, rather than handed in as a number. */
  readonly batchInMatrix: boolean;
  readonly layout: Layout;
  /** Whether a kernel's variables are float64 numbers. */
  readonly inFloat64: boolean;
  /** Whether the node's element is computed where it is read. */
  readonly isInlined: (node: number) => boolean;
}
