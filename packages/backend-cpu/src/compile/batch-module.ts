import type { MatmulNode, Plan, PlanNode } from '@nnf/core';
import { addGlobals } from '../kernels/batch-globals.js';
import { rowCount } from '../kernels/batch-rows.js';
import type { Epilogue } from '../kernels/epilogue.js';
import { gatherKernel, oneHotKernel } from '../kernels/gather-kernel.js';
import type { InputEncoding } from '../kernels/input-encoding.js';
import type { Kernel, KernelContext } from '../kernels/kernel.js';
import { mapKernel } from '../kernels/map-kernel.js';
import { matmulKernel } from '../kernels/matmul-kernel.js';
import { matmulTransposedKernel } from '../kernels/matmul-transposed-kernel.js';
import { outputKernel } from '../kernels/output-kernel.js';
import { packKernel, packTransposedKernel } from '../kernels/pack-kernels.js';
import { reduceKernel } from '../kernels/reduce-kernel.js';
import { panelsAt, rowsOf } from '../kernels/right-side.js';
import { scalarKernel } from '../kernels/scalar-kernel.js';
import type { Buffer } from '../memory/buffer.js';
import { byColumnKernel, expandKernel, rangesKernel } from '../sparse/sparse-gather-kernels.js';
import { sparseGradientKernel, sparseRowGradientKernel } from '../sparse/sparse-gradient-kernel.js';
import type { SparseInput } from '../sparse/sparse-input.js';
import { sparseMatmulKernel } from '../sparse/sparse-matmul-kernel.js';
import { keepsAtZeroGradient } from '../sparse/zero-gradient.js';
import { FunctionCode, type Integer, zero } from '../wasm/function-code.js';
import { I32, ValueType } from '../wasm/instructions.js';
import type { Lanes } from '../wasm/lanes.js';
import { type MathFunction, mathFunction } from '../wasm/math-functions.js';
import { ModuleBuilder } from '../wasm/module-builder.js';
import { panelsOf, productMethod } from './product-method.js';

/** What a batch's module is made from. */
export interface BatchModuleSource {
  readonly plan: Plan;
  readonly lanes: Lanes;
  readonly capacity: number;
  /** Where every node's result is. */
  readonly buffers: readonly Buffer[];
  /** Products that are made within their consumer, by its position. */
  readonly fused: ReadonlyMap<number, number>;
  /** By the inputs' names. */
  readonly forms: Readonly<Record<string, InputEncoding>>;
  /** Where the non-zeros of a batch are, by the position of the input that is read so. */
  readonly sparse: ReadonlyMap<number, SparseInput>;
  /** The address of room for the panels of any product's right side. */
  readonly scratch: number;
  /** Where a run puts the addresses of its data, input after input, and of its outputs, 32 bits each. */
  readonly addresses: number;
}

/** A module, and what JavaScript must know to drive its kernels one by one. */
export interface BatchModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In the order in which a batch runs them; kernel i is exported as `kernel i`. */
  readonly kernels: readonly Omit<Kernel, 'code'>[];
  /** From this kernel on, state changes: a batch is given up before it or not at all. */
  readonly firstUpdate: number;
}

/**
 * The WebAssembly of a plan: a function for each operation, `begin(…)`, which sets its variables, and `run(batches)`, which
 * calls all for one batch after another.
 */
export function batchModule(batch: BatchModuleSource): BatchModule {
  const module = new ModuleBuilder();
  const functions = new Map<MathFunction, number>();
  const context: KernelContext = {
    lanes: batch.lanes,
    module,
    capacity: batch.capacity,
    globals: addGlobals(module),
    functionNumber: (name) => {
      const known = functions.get(name) ?? module.add(mathFunction(name, batch.lanes));
      functions.set(name, known);
      return known;
    },
  };
  const before = [...loading(context, batch), ...computing(context, batch), ...collecting(context, batch)];
  const kernels = [...before, ...updating(context, batch)];
  const numbers = kernels.map(({ code }, i) => module.add(code, `kernel ${i}`));
  module.add(runFunction(context, kernels, numbers, batch), 'run');
  module.addSetter('begin');
  return {
    bytes: module.encode(),
    kernels: kernels.map(({ code: _, ...facts }) => facts),
    firstUpdate: before.length,
  };
}

function loading(context: KernelContext, batch: BatchModuleSource): readonly Kernel[] {
  const { plan, buffers, forms, sparse } = batch;
  const inputNodes = plan.nodes.filter(({ operation }) => operation === 'input');
  const inputs = plan.nodes.flatMap((node, i): readonly Kernel[] => {
    if (node.operation !== 'input') return [];
    const data = batch.addresses + inputNodes.indexOf(node) * 4;
    const form = forms[node.name]!;
    if (form === 'dense') return [gatherKernel(context, buffers[i]!, data)];
    if (form === 'classes') return [oneHotKernel(context, buffers[i]!, data)];
    const places = sparse.get(i);
    if (!places) return [expandKernel(context, buffers[i]!, data)];
    const ranges = rangesKernel(context, places, data);
    return needsColumns(context, batch, i) ? [ranges, byColumnKernel(context, places, node.shape[1])] : [ranges];
  });
  const scalars = buffers.filter((_, i) => plan.nodes[i]!.operation === 'scalar');
  return scalars.length > 0 ? [scalarKernel(context, scalars), ...inputs] : inputs;
}

function computing(context: KernelContext, batch: BatchModuleSource): readonly Kernel[] {
  const within = new Set(batch.fused.values());
  return batch.plan.nodes.flatMap((node, index) =>
    node.operation === 'update' || within.has(index) ? [] : kernelsOf(context, batch, node, index),
  );
}

function updating(context: KernelContext, batch: BatchModuleSource): readonly Kernel[] {
  return batch.plan.nodes.flatMap((node, index) =>
    node.operation === 'update' ? kernelsOf(context, batch, node, index) : [],
  );
}

function collecting(context: KernelContext, { plan, buffers, addresses }: BatchModuleSource): readonly Kernel[] {
  const first = addresses + plan.nodes.filter(({ operation }) => operation === 'input').length * 4;
  return Object.values(plan.outputs).map((index, i) => outputKernel(context, buffers[index]!, first + i * 4));
}

function kernelsOf(context: KernelContext, batch: BatchModuleSource, node: PlanNode, index: number): readonly Kernel[] {
  const { buffers, plan } = batch;
  const bufferOf = (place: number): Buffer => buffers[place]!;
  switch (node.operation) {
    case 'matmul':
      return product(context, batch, node, index, { results: [bufferOf(index)], expressions: [], operands: [] });
    case 'reduce':
      return [reduceKernel(context, node, bufferOf(node.operands[0]), bufferOf(index))];
    case 'map':
    case 'random':
    case 'update': {
      const results = node.operation === 'update' ? node.targets.map(bufferOf) : [bufferOf(index)];
      const expressions = node.operation === 'update' ? node.expressions : [node.expression];
      const fused = batch.fused.get(index);
      if (fused === undefined) return [mapKernel(context, expressions, node.operands.map(bufferOf), results)];
      const operands = node.operands.map((operand) => (operand === fused ? undefined : bufferOf(operand)));
      return product(context, batch, plan.nodes[fused] as MatmulNode, index, { results, expressions, operands });
    }
    default:
      return [];
  }
}

/** @param consumer the position of the map or update that it is part of, or its own */
function product(
  context: KernelContext,
  batch: BatchModuleSource,
  node: MatmulNode,
  consumer: number,
  epilogue: Epilogue,
): readonly Kernel[] {
  const sparse = batch.sparse.get(node.operands[0]);
  if (sparse) return [sparseProduct(context, batch, node, consumer, epilogue, sparse)];
  const [a, b] = node.operands.map((operand) => batch.buffers[operand]!) as [Buffer, Buffer];
  const [isLeftTransposed, isRightTransposed] = node.transposed;
  const { plan, capacity, lanes, scratch } = batch;
  switch (productMethod(plan, node, capacity, lanes)) {
    case 'dots':
      return [matmulTransposedKernel(context, a, b, epilogue)];
    case 'rows':
      return [matmulKernel(context, a, rowsOf(b), isLeftTransposed, epilogue)];
    case 'panels': {
      const panels = panelsAt(scratch, panelsOf(plan, node, capacity, lanes).height);
      const pack = isRightTransposed ? packTransposedKernel(context, b, panels) : packKernel(context, b, panels);
      return [pack, matmulKernel(context, a, panels, isLeftTransposed, epilogue)];
    }
  }
}

/** A product whose left side is an input of which only the non-zeros are there. */
function sparseProduct(
  context: KernelContext,
  batch: BatchModuleSource,
  { operands, transposed: [isTransposed] }: MatmulNode,
  consumer: number,
  epilogue: Epilogue,
  input: SparseInput,
): Kernel {
  const b = batch.buffers[operands[1]]!;
  if (!isTransposed) return sparseMatmulKernel(context, input, batch.plan.nodes[operands[0]]!.shape[1], b, epilogue);
  const skipsEmpty = skipsEmptyRows(batch, consumer);
  const gradient = { input, b, epilogue, skipsEmpty };
  return context.capacity === 1 && skipsEmpty
    ? sparseRowGradientKernel(context, gradient)
    : sparseGradientKernel(context, gradient);
}

/** Whether the update at a position changes nothing where its gradient, a product made within it, is 0. */
function skipsEmptyRows({ plan, fused }: BatchModuleSource, consumer: number): boolean {
  const node = plan.nodes[consumer]!;
  const product = fused.get(consumer);
  return node.operation === 'update' && product !== undefined && keepsAtZeroGradient(node, product);
}

/** Whether a product reads an input's non-zeros column by column. For one row its entries are the columns. */
function needsColumns(context: KernelContext, batch: BatchModuleSource, input: number): boolean {
  const consumerOf = new Map([...batch.fused].map(([consumer, product]) => [product, consumer]));
  return batch.plan.nodes.some((node, i) => {
    if (node.operation !== 'matmul' || node.operands[0] !== input || !node.transposed[0]) return false;
    return context.capacity > 1 || !skipsEmptyRows(batch, consumerOf.get(i) ?? i);
  });
}

/** `run(batches)`: each batch from its rows to its updates, then on to the next. */
function runFunction(
  { globals, lanes }: KernelContext,
  kernels: readonly Kernel[],
  numbers: readonly number[],
  { plan }: BatchModuleSource,
): FunctionCode {
  const code = new FunctionCode(oneInteger);
  const [batches, batch, left] = [0, code.local(), code.local()];
  const scalarBytes = plan.nodes.filter(({ operation }) => operation === 'scalar').length * lanes.bytes;
  const rows: Integer = { global: globals.rows };
  code.loop(batch, batches, 1, () => {
    code.getGlobal(globals.stop).getGlobal(globals.start).op(I32.sub).tee(left);
    code.getGlobal(globals.batchSize).op(I32.lt_u);
    code.when(
      () => code.get(left).setGlobal(globals.rows),
      () => code.getGlobal(globals.batchSize).setGlobal(globals.rows),
    );
    kernels.forEach(({ extent }, i) => {
      code.put(zero).put(rowCount(extent, globals)).call(numbers[i]!);
    });
    code.getGlobal(globals.start).put(rows).op(I32.add).setGlobal(globals.start);
    code.getGlobal(globals.done).put(rows).op(I32.add).setGlobal(globals.done);
    code.getGlobal(globals.scalars).plus(scalarBytes).setGlobal(globals.scalars);
  });
  return code;
}

const oneInteger: readonly ValueType[] = [ValueType.i32];
