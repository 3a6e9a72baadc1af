import { argument, type Expression, type InputNode, type MatmulNode, type PlanNode } from '@nnf/core';
import { BatchGlobal, batchGlobals } from '../kernels/batch-global.js';
import { rowCount } from '../kernels/batch-rows.js';
import { computationOf } from '../kernels/computation.js';
import { gatherKernel, oneHotKernel } from '../kernels/gather-kernel.js';
import type { Kernel, KernelContext } from '../kernels/kernel.js';
import { mapKernel } from '../kernels/map-kernel.js';
import { outputKernel } from '../kernels/output-kernel.js';
import { reduceKernel } from '../kernels/reduce-kernel.js';
import { scalarKernel } from '../kernels/scalar-kernel.js';
import type { Buffer } from '../memory/buffer.js';
import { byColumnKernel, expandKernel, rangesKernel } from '../sparse/sparse-gather-kernels.js';
import { FunctionCode, type Integer } from '../wasm/function-code.js';
import { I32, ValueType } from '../wasm/instructions.js';
import { type MathFunction, mathFunction } from '../wasm/math-functions.js';
import { ModuleBuilder } from '../wasm/module-builder.js';
import type { PlanLayout } from './plan-layout.js';
import { needsColumns, productKernels } from './product-kernels.js';

/** A module's bytes, and the facts with which JavaScript can run its kernels one by one. */
export interface BatchModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In the order in which a batch runs them. Kernel i is exported as `kernel i`. */
  readonly kernels: readonly Omit<Kernel, 'code'>[];
  /** The first kernel that changes state. A batch can be aborted only before it. */
  readonly firstUpdate: number;
}

/**
 * Writes the WebAssembly module of a plan. It has a function for each operation, `begin(…)`, which sets the module's
 * variables, and `run(batches)`, which calls the functions for one batch after another.
 */
export function batchModule(layout: PlanLayout): BatchModule {
  const module = new ModuleBuilder(batchGlobals);
  const functions = new Map<MathFunction, number>();
  const context: KernelContext = {
    lanes: layout.lanes,
    module,
    capacity: layout.capacity,
    totals: layout.totals,
    functionNumber: (name) => {
      const known = functions.get(name) ?? module.add(mathFunction(name, layout.lanes));
      functions.set(name, known);
      return known;
    },
  };
  const { before, updates } = kernelsOf(context, layout);
  const kernels = [...before, ...updates];
  const numbers = kernels.map(({ code }, i) => module.add(code, `kernel ${i}`));
  module.add(runFunction(context, kernels, numbers, layout), 'run');
  module.addSetter('begin');
  return {
    bytes: module.encode(),
    kernels: kernels.map(({ code: _, ...facts }) => facts),
    firstUpdate: before.length,
  };
}

/**
 * A plan's kernels in two groups. The first loads the batch, computes, and copies the outputs; the second changes
 * state.
 */
function kernelsOf(
  context: KernelContext,
  layout: PlanLayout,
): { readonly before: readonly Kernel[]; readonly updates: readonly Kernel[] } {
  const { plan, buffers } = layout;
  const within = new Set(layout.fused.values());
  const scalars: Buffer[] = [];
  const loading: Kernel[] = [];
  const computing: Kernel[] = [];
  const updates: Kernel[] = [];
  let address = layout.addresses;
  plan.nodes.forEach((node, index) => {
    const buffer = buffers[index]!;
    switch (node.operation) {
      case 'scalar':
        scalars.push(buffer);
        break;
      case 'input':
        loading.push(...inputKernels(context, layout, node, index, address));
        address += 4;
        break;
      case 'matmul':
        if (within.has(index)) break;
        computing.push(
          ...productKernels(context, layout, node, index, {
            results: [buffer],
            computation: computationOf([argument(0)]),
            operands: [undefined],
          }),
        );
        break;
      case 'reduce':
        computing.push(reduceKernel(context, node, buffers[node.operands[0]]!, buffer));
        break;
      case 'map':
      case 'random':
        computing.push(...mapKernels(context, layout, node, index, [buffer], [node.expression]));
        break;
      case 'update': {
        const targets = node.targets.map((target) => buffers[target]!);
        updates.push(...mapKernels(context, layout, node, index, targets, node.expressions));
        break;
      }
    }
  });
  if (scalars.length > 0) loading.unshift(scalarKernel(context, scalars));
  for (const output of Object.values(plan.outputs)) {
    computing.push(outputKernel(buffers[output]!, address));
    address += 4;
  }
  return { before: [...loading, ...computing], updates };
}

function inputKernels(
  context: KernelContext,
  layout: PlanLayout,
  { name, shape }: InputNode,
  index: number,
  data: number,
): readonly Kernel[] {
  const buffer = layout.buffers[index]!;
  switch (layout.encodings[name]!) {
    case 'dense':
      return [gatherKernel(context, buffer, data)];
    case 'classes':
      return [oneHotKernel(context, buffer, data)];
    case 'sparse': {
      const sparse = layout.sparse.get(index);
      if (!sparse) return [expandKernel(context, buffer, data)];
      const ranges = rangesKernel(sparse, data);
      return needsColumns(layout, index) ? [ranges, byColumnKernel(context, sparse, shape[1])] : [ranges];
    }
  }
}

/** Kernels for expressions of every element, or for the product that is fused with them. */
function mapKernels(
  context: KernelContext,
  layout: PlanLayout,
  { operands }: PlanNode & { readonly operands: readonly number[] },
  index: number,
  results: readonly Buffer[],
  expressions: readonly Expression[],
): readonly Kernel[] {
  const { buffers, plan } = layout;
  const computation = computationOf(expressions);
  const fused = layout.fused.get(index);
  if (fused === undefined) {
    const read = operands.map((operand) => buffers[operand]!);
    return [mapKernel(context, computation, read, results)];
  }
  const read = operands.map((operand) => (operand === fused ? undefined : buffers[operand]!));
  return productKernels(context, layout, plan.nodes[fused] as MatmulNode, index, {
    results,
    computation,
    operands: read,
  });
}

/** `run(batches)`: runs all kernels for each batch and then moves on to the next batch. */
function runFunction(
  { lanes }: KernelContext,
  kernels: readonly Kernel[],
  numbers: readonly number[],
  { plan }: PlanLayout,
): FunctionCode {
  const code = new FunctionCode(oneInteger);
  const batches = 0;
  const batch = code.local();
  const left = code.local();
  const scalarBytes = plan.nodes.filter(({ operation }) => operation === 'scalar').length * lanes.bytes;
  const rows: Integer = { global: BatchGlobal.rows };
  code.loop(batch, batches, 1, () => {
    code.getGlobal(BatchGlobal.stop).getGlobal(BatchGlobal.start).op(I32.sub).tee(left);
    code.getGlobal(BatchGlobal.batchSize).op(I32.lt_u);
    code.when(
      () => code.get(left).setGlobal(BatchGlobal.rows),
      () => code.getGlobal(BatchGlobal.batchSize).setGlobal(BatchGlobal.rows),
    );
    kernels.forEach(({ extent }, i) => {
      code.i32(0).put(rowCount(extent)).call(numbers[i]!);
    });
    code.getGlobal(BatchGlobal.start).put(rows).op(I32.add).setGlobal(BatchGlobal.start);
    code.getGlobal(BatchGlobal.done).put(rows).op(I32.add).setGlobal(BatchGlobal.done);
    code.getGlobal(BatchGlobal.scalars).plus(scalarBytes).setGlobal(BatchGlobal.scalars);
  });
  return code;
}

const oneInteger: readonly ValueType[] = [ValueType.i32];
