import type { Plan, PlanNode } from '@nnf/core';
import { fuse, mostMatrices } from './fusion.js';
import { type InputForm, type KernelArgument, type KernelSetting, KernelWriter } from './kernel-writer.js';
import type { Arithmetic } from './scalar-source.js';

/** One kernel of a plan: its text, what it reads, and the size of what it gives. */
export interface KernelSource {
  /** What it computes, for people and errors: `%12 map (hidden 1 relu)`. */
  readonly label: string;
  readonly source: string;
  readonly arguments: readonly KernelArgument[];
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

/** Outputs of every row that are gathered side by side, each in as many columns as it has. */
export interface Collection {
  readonly outputs: readonly { readonly name: string; readonly node: number; readonly columns: number }[];
  readonly columns: number;
}

/** A plan as kernels, for batches of one size. */
export interface PlanKernels {
  readonly kernels: readonly NodeKernel[];
  readonly updates: readonly UpdateKernel[];
  readonly collections: readonly Collection[];
  /** Outputs that do not depend on the number of rows: the last batch's are given. */
  readonly values: readonly { readonly name: string; readonly node: number }[];
}

/** What a plan's kernels are made for. */
export interface KernelOptions {
  readonly rows: number;
  readonly forms: Readonly<Record<string, InputForm>>;
  readonly arithmetic: Arithmetic;
  readonly batchInMatrix: boolean;
}

/** Writes a plan's kernels in the order in which they run; updates are to run after all others. */
export function writeKernels(plan: Plan, options: KernelOptions): PlanKernels {
  const { nodes } = plan;
  const isInlined = fuse(plan);
  const setting: KernelSetting = { ...options, nodes, isInlined };
  const outputs = Object.entries(plan.outputs);
  const asked = new Set(outputs.map(([, node]) => node));
  const read = new Set(nodes.flatMap((node) => ('operands' in node ? node.operands : [])));
  const kernels = nodes.flatMap((node, index): readonly NodeKernel[] => {
    const isLeaf = !('operands' in node);
    if (node.operation === 'update' || isInlined(index) || (isLeaf && !asked.has(index))) return [];
    if (!asked.has(index) && !read.has(index)) return [];
    const writer = new KernelWriter(setting);
    return [{ node: index, ...kernelOf(writer, writer.compute(index, 'r', 'c'), index, node, options.rows) }];
  });
  const updates = nodes.flatMap((node, index): readonly UpdateKernel[] => {
    if (node.operation !== 'update') return [];
    return node.targets.map((target, i) => {
      const parameter = nodes[target]!;
      if (parameter.operation !== 'parameter') throw new RangeError(`%${target} is no parameter`);
      const writer = new KernelWriter(setting);
      const result = writer.expression(node.expressions[i]!, node.operands, 'r', 'c');
      return { parameter: parameter.name, ...kernelOf(writer, result, index, node, options.rows) };
    });
  });
  const byRow = outputs.filter(([, node]) => nodes[node]!.shape[0] === 'batch');
  return {
    kernels,
    updates,
    collections: collect(byRow.map(([name, node]) => ({ name, node, columns: nodes[node]!.shape[1] }))),
    values: outputs.filter(([, node]) => nodes[node]!.shape[0] !== 'batch').map(([name, node]) => ({ name, node })),
  };
}

function kernelOf(writer: KernelWriter, result: string, index: number, node: PlanNode, batch: number): KernelSource {
  const [rows, columns] = node.shape;
  return {
    label: `%${index} ${node.operation} (${node.label})`,
    // What is only copied is an integer to gpu.js where it counts rows or columns.
    source: writer.source(/^[rc0]$/.test(result) ? `${result} + 0.0` : result),
    arguments: writer.arguments,
    columns,
    rows: rows === 'batch' ? batch : rows,
  };
}

/** Two of the matrices that a kernel may read are what was gathered before, and the batch's number. */
function collect(outputs: Collection['outputs']): readonly Collection[] {
  const collections: Collection[] = [];
  for (let from = 0; from < outputs.length; from += mostMatrices - 2) {
    const some = outputs.slice(from, from + mostMatrices - 2);
    collections.push({ outputs: some, columns: some.reduce((sum, { columns }) => sum + columns, 0) });
  }
  return collections;
}

/**
 * The kernel that puts a batch's rows beside those of the batches before. What is gathered lies on its side, a column of
 * an output in a row, since gpu.js hands a matrix out row by row.
 */
export function collectingSource(
  { outputs }: Collection,
  rows: number,
  isFirst: boolean,
  batchInMatrix: boolean,
): string {
  const names = outputs.map((_, i) => `a${i}`);
  const lines: string[] = [];
  let start = 0;
  outputs.forEach(({ columns }, i) => {
    const row = columns === 1 ? '0' : `column - ${start}`;
    lines.push(`if (column >= ${start} && column < ${start + columns}) {`, `value = a${i}[row][${row}];`, '}');
    start += columns;
  });
  return [
    `function (${['batch', ...names, ...(isFirst ? [] : ['before'])].join(', ')}) {`,
    'const column = this.thread.y;',
    `const row = this.thread.x - ${batchInMatrix ? 'batch[0][0]' : 'batch'} * ${rows};`,
    `let value = ${isFirst ? '0.0' : 'before[column][this.thread.x]'};`,
    `if (row >= 0 && row < ${rows}) {`,
    ...lines,
    '}',
    'return value;',
    '}',
  ].join('\n');
}
