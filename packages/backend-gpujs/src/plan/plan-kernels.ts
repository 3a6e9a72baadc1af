import type { Plan, PlanNode } from '@nnf/core';
import type { KernelArgument } from '../write/kernel-reads.js';
import type { KernelSetting } from '../write/kernel-setting.js';
import { KernelWriter } from '../write/kernel-writer.js';
import { type Fusion, fuse, mostGathered, mostOperations } from './fusion.js';

/** A kernel's text and arguments. */
export interface KernelText {
  readonly source: string;
  readonly arguments: readonly KernelArgument[];
}

/** One kernel of a plan: its text, its arguments, and the size of its result. */
export interface KernelSource extends KernelText {
  /** What it computes, for people and errors: `%12 map (hidden 1 relu)`. */
  readonly label: string;
  readonly columns: number;
  readonly rows: number;
}

/** A kernel that computes a node. */
export interface NodeKernel extends KernelSource {
  readonly node: number;
}

/** A kernel that computes a parameter's new value. */
export interface UpdateKernel extends KernelSource {
  readonly parameter: string;
}

/** A constant that kernels read as a matrix. Single numbers are part of a kernel's text. */
export interface ConstantMatrix {
  /** Its place in the plan. */
  readonly node: number;
  readonly label: string;
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Outputs of every row that are gathered side by side, each in as many columns as it has. */
export interface Collection {
  readonly outputs: readonly { readonly name: string; readonly columns: number }[];
  readonly columns: number;
  /** The kernel of a run's first batch. */
  readonly first: KernelText;
  /** The kernel of later batches, which also reads what was gathered before. */
  readonly next: KernelText;
}

/** A plan as kernels, for batches of one size. */
export interface PlanKernels {
  readonly kernels: readonly NodeKernel[];
  readonly updates: readonly UpdateKernel[];
  readonly collections: readonly Collection[];
  readonly constants: readonly ConstantMatrix[];
  /** Outputs whose size does not depend on the batch: a run returns those of its last batch. */
  readonly values: readonly { readonly name: string; readonly node: number }[];
}

/** Whether a plan has nothing to run: neither outputs nor updates. */
export function isEmpty({ collections, values, updates }: PlanKernels): boolean {
  return collections.length + values.length + updates.length === 0;
}

/**
 * The approximate size of the kernels' results, in bytes.
 *
 * @param room the number of rows that the gathered outputs have room for
 * @param copies how many copies of a kernel take turns if one would write the matrix that it reads
 */
export function bytesOf(
  { kernels, updates, collections, constants }: PlanKernels,
  room: number,
  copies: number,
): number {
  const sizeOf = (some: readonly { readonly columns: number; readonly rows: number }[]): number =>
    some.reduce((sum, { columns, rows }) => sum + columns * rows, 0);
  const gathered = collections.reduce((sum, { columns }) => sum + columns * room, 0);
  return 4 * (sizeOf(kernels) + sizeOf(constants) + copies * sizeOf(updates) + (copies + 1) * gathered);
}

/** Options of a plan's kernels. */
export interface KernelOptions extends Omit<KernelSetting, 'nodes' | 'isInlined'> {
  /** Whether a pass takes longer than computing a few elements again: see `fuse`. */
  readonly isPassExpensive: boolean;
  /** The most columns of outputs that one kernel may gather. */
  readonly mostColumns: number;
}

/** Writes a plan's kernels in the order in which they run. Updates run after all others. */
export function writeKernels(plan: Plan, options: KernelOptions): PlanKernels {
  const { nodes } = plan;
  const fusion = fuse(plan, options.isPassExpensive);
  const { isInlined } = fusion;
  const setting: KernelSetting = { ...options, nodes, isInlined };
  const outputs = Object.entries(plan.outputs);
  const outputNodes = new Set(outputs.map(([, node]) => node));
  const read = new Set(nodes.flatMap((node) => ('operands' in node ? node.operands : [])));
  const kernels = nodes.flatMap((node, index): readonly NodeKernel[] => {
    const isLeaf = !('operands' in node);
    // Leaves of every row are gathered as they are.
    if (isLeaf && !(outputNodes.has(index) && node.shape[0] !== 'batch')) return [];
    if (node.operation === 'update' || isInlined(index)) return [];
    if (!outputNodes.has(index) && !read.has(index)) return [];
    const writer = new KernelWriter(setting);
    return [{ node: index, ...kernelOf(writer, writer.computing(index), index, node, options.rows) }];
  });
  const updates = nodes.flatMap((node, index): readonly UpdateKernel[] => {
    if (node.operation !== 'update') return [];
    return node.targets.map((target, i) => {
      const parameter = nodes[target]!;
      if (parameter.operation !== 'parameter') throw new RangeError(`%${target} is no parameter`);
      const writer = new KernelWriter(setting);
      const source = writer.updating(index, node.expressions[i]!, node.operands);
      return { parameter: parameter.name, ...kernelOf(writer, source, index, node, options.rows) };
    });
  });
  const byRow = outputs.filter(([, node]) => nodes[node]!.shape[0] === 'batch');
  const collections = partsOf(byRow, nodes, fusion, options.mostColumns).map((part) => collectionOf(part, setting));
  return {
    kernels,
    updates,
    collections,
    constants: constantsOf(nodes, [...kernels, ...updates, ...collections.map(({ next }) => next)]),
    values: outputs.filter(([, node]) => nodes[node]!.shape[0] !== 'batch').map(([name, node]) => ({ name, node })),
  };
}

/** The constants that kernels read. */
function constantsOf(nodes: readonly PlanNode[], kernels: readonly KernelText[]): readonly ConstantMatrix[] {
  const read = kernels.flatMap((kernel) => kernel.arguments);
  return nodes.flatMap((node, index) => {
    if (node.operation !== 'constant') return [];
    if (!read.some((argument) => argument.kind === 'constant' && argument.node === index)) return [];
    const columns = node.shape[1];
    const rows = node.values.length / columns;
    return [{ node: index, label: node.label, values: Float32Array.from(node.values), rows, columns }];
  });
}

function kernelOf(writer: KernelWriter, source: string, index: number, node: PlanNode, batch: number): KernelSource {
  const [rows, columns] = node.shape;
  return {
    label: `%${index} ${node.operation} (${node.label})`,
    source,
    arguments: writer.arguments,
    columns,
    rows: rows === 'batch' ? batch : rows,
  };
}

type Outputs = readonly (readonly [name: string, node: number])[];

/** Outputs in parts, each of which one kernel can gather. */
function partsOf(
  outputs: Outputs,
  nodes: readonly PlanNode[],
  { isInlined, matricesOf, operationsOf }: Fusion,
  mostColumns: number,
): readonly Outputs[] {
  const parts: {
    readonly outputs: [string, number][];
    readonly matrices: Set<string>;
    columns: number;
    operations: number;
  }[] = [];
  for (const [name, node] of outputs) {
    const columns = nodes[node]!.shape[1];
    const isKept = 'operands' in nodes[node]! && !isInlined(node);
    const read = isKept ? [`result ${node}`] : matricesOf(node);
    const operations = isKept ? 1 : operationsOf(node);
    const fits = (part: (typeof parts)[number]): boolean =>
      new Set([...part.matrices, ...read]).size <= mostGathered &&
      part.columns + columns <= mostColumns &&
      part.operations + operations <= mostOperations;
    let part = parts.find(fits);
    if (!part) {
      part = { outputs: [], matrices: new Set(), columns: 0, operations: 0 };
      parts.push(part);
    }
    part.outputs.push([name, node]);
    part.columns += columns;
    part.operations += operations;
    for (const matrix of read) part.matrices.add(matrix);
  }
  return parts.map((part) => part.outputs);
}

function collectionOf(outputs: Outputs, setting: KernelSetting): Collection {
  const columnsOf = (node: number): number => setting.nodes[node]!.shape[1];
  const kernel = (isFirst: boolean): KernelText => {
    const writer = new KernelWriter(setting);
    const source = writer.collecting(
      outputs.map(([, node]) => node),
      isFirst,
    );
    return { source, arguments: writer.arguments };
  };
  return {
    outputs: outputs.map(([name, node]) => ({ name, columns: columnsOf(node) })),
    columns: outputs.reduce((sum, [, node]) => sum + columnsOf(node), 0),
    first: kernel(true),
    next: kernel(false),
  };
}
