import { NnfError, type Plan } from '@nnf/core';
import type { PipelineMatrix } from '../plan/pipeline-matrices.js';
import type { ExecutionMode } from './mode.js';

/** A limit of a device, and the device's name for it. */
export interface Limit {
  readonly most: number;
  readonly name: string;
}

/** The limits of a device. */
export interface Limits {
  /** Matrices that a kernel may read. */
  readonly matrices: Limit;
  /** Rows of a matrix; the same limit holds for columns. */
  readonly side: Limit;
  /** Bytes of a matrix. */
  readonly matrixBytes: Limit;
  /** Bytes of all matrices of a pipeline. */
  readonly pipelineBytes: Limit;
  /** Bytes of all results of a pipeline. */
  readonly resultBytes: Limit;
}

const none: Limit = { most: Number.POSITIVE_INFINITY, name: 'none' };
const unlimited: Limits = {
  matrices: none,
  side: none,
  matrixBytes: none,
  pipelineBytes: none,
  resultBytes: none,
};

/** Bytes a number. */
const wordBytes = 4;
/** In WebGPU, gpu.js computes a matrix in squares of this many rows and columns. */
const workgroupSide = 8;
/** gpu.js requests only the minimum that WebGPU guarantees. One of the buffers is the kernel's result. */
const [storageBuffers, workgroups] = [8, 65_535];
/** gpu.js addresses a pipeline's memory with signed 32-bit integers. */
const webAssemblyBytes = 2 ** 31 - 65_536;

/** TypeScript's own libraries have no types for WebGPU. */
interface AdapterLimits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
}
interface WebGpuNavigator {
  readonly gpu: { requestAdapter(): Promise<{ readonly limits: AdapterLimits } | null> };
}

/**
 * The limits of a mode on this host.
 *
 * @param context the context for the mode `webgl2`
 */
export async function limitsOf(mode: ExecutionMode, context?: WebGL2RenderingContext): Promise<Limits> {
  switch (mode) {
    case 'webgpu': {
      const adapter = await (navigator as Navigator & WebGpuNavigator).gpu.requestAdapter();
      return adapter ? webGpuLimits(adapter.limits) : unlimited;
    }
    case 'webgl2':
      return context ? webGl2Limits(context) : unlimited;
    case 'webasm':
      return { ...unlimited, pipelineBytes: { most: webAssemblyBytes, name: 'memory of 32-bit addresses' } };
    case 'cpu':
      return unlimited;
  }
}

function webGpuLimits({ maxStorageBufferBindingSize: binding, maxBufferSize: buffer }: AdapterLimits): Limits {
  return {
    matrices: { most: storageBuffers - 1, name: 'maxStorageBuffersPerShaderStage' },
    side: { most: workgroups * workgroupSide, name: 'maxComputeWorkgroupsPerDimension' },
    matrixBytes:
      binding < buffer
        ? { most: binding, name: 'maxStorageBufferBindingSize' }
        : { most: buffer, name: 'maxBufferSize' },
    pipelineBytes: none,
    resultBytes: { most: buffer, name: 'maxBufferSize' },
  };
}

function webGl2Limits(context: WebGL2RenderingContext): Limits {
  const limit = (name: 'MAX_TEXTURE_SIZE' | 'MAX_TEXTURE_IMAGE_UNITS'): Limit => ({
    most: context.getParameter(context[name]) as number,
    name,
  });
  const units = limit('MAX_TEXTURE_IMAGE_UNITS');
  return { ...unlimited, matrices: { ...units, most: units.most - 1 }, side: limit('MAX_TEXTURE_SIZE') };
}

/**
 * Checks that the device can hold the parameters, whatever is computed with them.
 *
 * @throws NnfError `GPU_LIMIT`, with what would fit
 */
export function checkParameters({ nodes }: Plan, mode: ExecutionMode, limits: Limits): void {
  for (const node of nodes) {
    if (node.operation !== 'parameter') continue;
    const [rows, columns] = node.shape;
    checkMatrix({ what: `the parameter '${node.name}'`, rows: rows as number, columns }, mode, limits);
  }
}

/**
 * Checks that a pipeline of one batch stays within the limits of the device.
 *
 * @param rows rows a batch
 * @throws NnfError `GPU_LIMIT`, with what fits
 */
export function checkPipeline(
  matrices: readonly PipelineMatrix[],
  rows: number,
  mode: ExecutionMode,
  limits: Limits,
): void {
  for (const matrix of matrices) checkMatrix(matrix, mode, limits);
  for (const [limit, some, what] of totalsOf(matrices, limits)) {
    const bytes = sum(some.map(bytesOf));
    if (bytes <= limit.most) continue;
    const batch = sum(some.filter(({ byRow }) => byRow).map(bytesOf));
    const fitting = Math.floor((limit.most - (bytes - batch)) / (batch / rows));
    throw limitError(
      `a batch of ${rows} rows ${what} ${bytes} bytes`,
      `in ${mode} they may be ${limit.most} (${limit.name})`,
      fitting > 0 ? `batches of at most ${fitting} rows fit` : 'no batch fits',
    );
  }
}

/** How many batches fit into one pipeline. Matrices that grow take their size once for each batch. */
export function mostBatches(matrices: readonly PipelineMatrix[], limits: Limits): number {
  const growing = matrices.filter(({ grows }) => grows);
  const alone = growing.flatMap((matrix) => [
    limits.side.most / matrix.rows,
    limits.matrixBytes.most / bytesOf(matrix),
  ]);
  const together = totalsOf(matrices, limits).map(([limit, some]) => {
    const batch = sum(some.filter(({ grows }) => grows).map(bytesOf));
    return (limit.most - (sum(some.map(bytesOf)) - batch)) / batch;
  });
  return Math.max(1, Math.floor(Math.min(Number.POSITIVE_INFINITY, ...alone, ...together)));
}

type Total = readonly [limit: Limit, matrices: readonly PipelineMatrix[], what: string];

function totalsOf(matrices: readonly PipelineMatrix[], { pipelineBytes, resultBytes }: Limits): readonly Total[] {
  return [
    [pipelineBytes, matrices, 'takes'],
    [resultBytes, matrices.filter(({ isResult }) => isResult), 'gives back'],
  ];
}

function checkMatrix(matrix: PipelineMatrix, mode: ExecutionMode, { side, matrixBytes }: Limits): void {
  const { what, rows, columns, byRow = false } = matrix;
  const has = `${what} has ${rows} × ${columns} numbers`;
  if (rows > side.most || columns > side.most) {
    throw limitError(
      has,
      `a matrix in ${mode} may have ${side.most} rows and as many columns (${side.name})`,
      byRow && columns <= side.most
        ? `batches of at most ${side.most} rows fit`
        : `${Math.min(rows, side.most)} × ${Math.min(columns, side.most)} would fit`,
    );
  }
  if (bytesOf(matrix) > matrixBytes.most) {
    const numbers = Math.floor(matrixBytes.most / wordBytes);
    const fitting = Math.floor(numbers / columns);
    throw limitError(
      `${has}, ${bytesOf(matrix)} bytes`,
      `a matrix in ${mode} may have ${matrixBytes.most} (${matrixBytes.name})`,
      byRow && fitting > 0 ? `batches of at most ${fitting} rows fit` : `${numbers} numbers would fit`,
    );
  }
}

function limitError(asked: string, limit: string, fits: string): NnfError {
  return new NnfError('GPU_LIMIT', `gpu: ${asked}, and ${limit}; ${fits}, or use @nnf/backend-cpu`);
}

function bytesOf({ rows, columns }: PipelineMatrix): number {
  return wordBytes * rows * columns;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
