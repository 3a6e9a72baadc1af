import type { ReduceNode, Rows } from '@nnf/core';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { repeated } from '../wasm/lanes.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { tailMask } from './tail-mask.js';

/** Sum, maximum, or position of the first maximum, over columns, rows or both. */
export function reduceKernel(context: KernelContext, node: ReduceNode, x: Buffer, result: Buffer): Kernel {
  // Rows of one column are no vectors; a simplified plan has no sum or maximum over them.
  const isOverOne = node.axis === 'columns' && x.shape[1] === 1;
  if (node.reduction === 'argmax' || node.axis === 'both' || isOverOne)
    return elementwiseReduction(context, node, x, result);
  return node.axis === 'columns'
    ? overColumns(context, node.reduction, x, result)
    : overRows(context, node.reduction, x, result);
}

type Reduction = 'sum' | 'max';

/** One number a row: vectors of the row are combined, then the lanes of what comes out. */
function overColumns({ lanes }: KernelContext, reduction: Reduction, x: Buffer, result: Buffer): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const combine = reduction === 'sum' ? formula.add : formula.max;
  const row = code.local('i32');
  const offset = code.local('i32');
  const sum = code.local('v128');
  const vectors = vectorsOf(x.shape[1], lanes);
  const vectorAt =
    (bytes: number): Term =>
    () =>
      code.get(offset).vectorMemory(V128.load, x.address + bytes);
  // −0 changes nothing that it is added to, −0 included.
  const neutral = reduction === 'sum' ? -0 : Number.NEGATIVE_INFINITY;
  const last = lastVector(formula, vectorAt((vectors - 1) * 16), x.shape[1], neutral);

  code.get(from).set(row);
  code.loop(
    row,
    () => code.get(to),
    1,
    () => {
      code.get(row).i32(x.stride).op(I32.mul).set(offset);
      last();
      code.set(sum);
      if (vectors > 1 && vectors <= 8) {
        for (let vector = 0; vector < vectors - 1; vector++) combineInto(code, sum, combine, vectorAt(vector * 16));
      } else if (vectors > 1) {
        const end = code.local('i32');
        code
          .get(offset)
          .i32((vectors - 1) * 16)
          .op(I32.add)
          .set(end);
        code.loop(
          offset,
          () => code.get(end),
          16,
          () => combineInto(code, sum, combine, vectorAt(0)),
        );
      }
      code.get(row).i32(lanes.bytes).op(I32.mul);
      combineLanes(formula, sum, reduction);
      code.memory(lanes.scalar.store, result.address);
    },
  );
  return { code, extent: x.shape[0], cost: vectors + 6 };
}

function combineInto(code: FunctionCode, sum: Local, combine: (a: Term, b: Term) => Term, value: Term): void {
  combine(() => code.get(sum), value)();
  code.set(sum);
}

/** A row's last vector, with the neutral element where the row has ended. */
function lastVector(formula: VectorFormula, vector: Term, columns: number, neutral: number): Term {
  const mask = tailMask(formula.lanes, columns);
  if (!mask) return vector;
  return () => {
    vector();
    formula.code.v128(repeated(formula.lanes, neutral)).v128(mask).vector(V128.bitselect);
  };
}

/** Leaves the lanes' sum or maximum on the stack, as a scalar. */
function combineLanes({ code, lanes }: VectorFormula, sum: Local, reduction: Reduction): void {
  const operation = reduction === 'sum' ? lanes.scalar.add : lanes.scalar.max;
  for (let lane = 0; lane < lanes.count; lane++) {
    code.get(sum).lane(lanes.vector.extract, lane);
    if (lane > 0) code.op(operation);
  }
}

/** One row: each column's numbers are combined from the first row down. */
function overRows({ lanes, globals }: KernelContext, reduction: Reduction, x: Buffer, result: Buffer): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const combine = reduction === 'sum' ? formula.add : formula.max;
  const [rows, columns] = x.shape;
  const column = code.local('i32');
  const offset = code.local('i32');
  const end = code.local('i32');
  const sum = code.local('v128');
  const height = (): void => {
    if (rows === 'batch') code.getGlobal(globals.rows);
    else code.i32(rows);
  };
  code.get(from).i32(16).op(I32.mul).set(column);
  code.get(to).i32(16).op(I32.mul).set(to);
  code.loop(
    column,
    () => code.get(to),
    16,
    () => {
      code.get(column).vectorMemory(V128.load, x.address).set(sum);
      height();
      code.i32(x.stride).op(I32.mul).get(column).op(I32.add).set(end);
      code.get(column).i32(x.stride).op(I32.add).set(offset);
      code.loop(
        offset,
        () => code.get(end),
        x.stride,
        () => combineInto(code, sum, combine, () => code.get(offset).vectorMemory(V128.load, x.address)),
      );
      code.get(column).get(sum).vectorMemory(V128.store, result.address);
    },
  );
  // A single column's rows follow one another: the first lane is the column's number, the others come to nothing.
  return { code, extent: vectorsOf(columns, lanes), ...costOverRows(rows, 1) };
}

/** The rarer reductions, number by number: positions of maxima, and everything over both axes. */
function elementwiseReduction(
  { lanes, globals }: KernelContext,
  { reduction, axis }: ReduceNode,
  x: Buffer,
  result: Buffer,
): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const [rows, columns] = x.shape;
  const outer = code.local('i32');
  const inner = code.local('i32');
  const address = code.local('i32');
  const best = code.local(lanes.scalarType);
  const value = code.local(lanes.scalarType);
  const position = code.local('i32');
  const place = code.local('i32');
  const height = (): void => {
    if (rows === 'batch') code.getGlobal(globals.rows);
    else code.i32(rows);
  };
  const take = (): void => {
    code.get(address).memory(lanes.scalar.load, x.address).set(value);
    code
      .get(place)
      .op(I32.eqz)
      .when(
        () => code.get(value).set(best).i32(0).set(position),
        () => {
          if (reduction === 'sum') code.get(best).get(value).op(lanes.scalar.add).set(best);
          else if (reduction === 'max') code.get(best).get(value).op(lanes.scalar.max).set(best);
          else {
            // A NaN counts as the largest; the first of several stays.
            code.get(value).get(best).op(lanes.scalar.gt);
            code
              .get(value)
              .get(value)
              .op(lanes.scalar.ne)
              .get(best)
              .get(best)
              .op(lanes.scalar.eq)
              .op(I32.and)
              .op(I32.or);
            code.when(() => code.get(value).set(best).get(place).set(position));
          }
        },
      );
    code.get(place).i32(1).op(I32.add).set(place);
  };
  const store = (putAddress: () => void): void => {
    putAddress();
    if (reduction === 'argmax') code.get(position).op(lanes.scalar.convert);
    else code.get(best);
    code.memory(lanes.scalar.store, result.address);
  };
  const outerStep = axis === 'rows' ? lanes.bytes : x.stride;
  const innerStep = axis === 'rows' ? x.stride : lanes.bytes;
  const innerEnd = (): void => {
    if (axis === 'rows') height();
    else code.i32(columns);
  };
  const restart = (): unknown => code.i32(0).set(place);
  // Over both, what was found in the rows before `from` is in the result, and for a position in the room behind it.
  const [bestBytes, positionBytes] = reduction === 'argmax' ? [16, 24] : [0, 0];
  if (axis === 'both') {
    code.get(from).i32(columns).op(I32.mul).set(place);
    code
      .i32(0)
      .memory(lanes.scalar.load, result.address + bestBytes)
      .set(best);
    if (reduction === 'argmax')
      code
        .i32(0)
        .memory(I32.load, result.address + positionBytes)
        .set(position);
  }
  code.get(from).set(outer);
  code.loop(
    outer,
    () => code.get(to),
    1,
    () => {
      if (axis !== 'both') restart();
      code.get(outer).i32(outerStep).op(I32.mul).set(address);
      code.i32(0).set(inner);
      code.loop(inner, innerEnd, 1, () => {
        take();
        code.get(address).i32(innerStep).op(I32.add).set(address);
      });
      if (axis !== 'both') store(() => code.get(outer).i32(lanes.bytes).op(I32.mul));
    },
  );
  if (axis === 'both') store(() => code.i32(0));
  if (axis === 'both' && reduction === 'argmax') {
    code
      .i32(0)
      .get(best)
      .memory(lanes.scalar.store, result.address + bestBytes);
    code
      .i32(0)
      .get(position)
      .memory(I32.store, result.address + positionBytes);
  }
  if (axis === 'rows') return { code, extent: columns, ...costOverRows(rows, 3) };
  return { code, extent: rows, cost: columns * 3 };
}

/** What a piece takes that goes over all rows. */
function costOverRows(rows: Rows, each: number): Pick<Kernel, 'cost' | 'costPerRow'> {
  return rows === 'batch' ? { cost: 1, costPerRow: each } : { cost: rows * each };
}
