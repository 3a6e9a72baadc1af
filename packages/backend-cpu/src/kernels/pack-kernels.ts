import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { panelWidth, type RightSide } from './right-side.js';

/** Copies a matrix into panels, row by row. */
export function packKernel({ lanes }: KernelContext, b: Buffer, panels: RightSide): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const vectors = vectorsOf(b.shape[1], lanes);
  const [row, source, target, end] = [code.local('i32'), code.local('i32'), code.local('i32'), code.local('i32')];
  const fullVectors = vectors - (vectors % panelWidth);
  const copy = (count: number): void => {
    for (let vector = 0; vector < count; vector++) {
      code
        .get(target)
        .get(source)
        .vectorMemory(V128.load, b.address + vector * 16);
      code.vectorMemory(V128.store, panels.address + vector * 16);
    }
  };
  code.get(from).set(row);
  code.loop(
    row,
    () => code.get(to),
    1,
    () => {
      code
        .get(row)
        .i32(b.stride)
        .op(I32.mul)
        .tee(source)
        .i32(fullVectors * 16)
        .op(I32.add)
        .set(end);
      code.get(row).i32(panels.stepOf(panelWidth)).op(I32.mul).set(target);
      code.loop(
        source,
        () => code.get(end),
        panelWidth * 16,
        () => {
          copy(panelWidth);
          code
            .get(target)
            .i32(panelWidth * 16 * panels.columnFactor)
            .op(I32.add)
            .set(target);
        },
      );
      const rest = vectors % panelWidth;
      if (rest === 0) return;
      code
        .get(row)
        .i32(panels.stepOf(rest))
        .op(I32.mul)
        .i32(fullVectors * 16 * panels.columnFactor)
        .op(I32.add)
        .set(target);
      copy(rest);
    },
  );
  return { code, extent: b.shape[0], cost: vectors };
}

/**
 * Copies the transpose of a matrix of fixed shape, of more rows and columns than one, into panels: squares of as many rows and
 * columns as a vector has lanes at a time. A piece is a vector of the transpose's columns.
 */
export function packTransposedKernel({ lanes }: KernelContext, b: Buffer, panels: RightSide): Kernel {
  const [rows, inner] = b.shape as readonly [number, number];
  const { count } = lanes;
  const vectors = vectorsOf(rows, lanes);
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const [vector, source, target, end] = [code.local('i32'), code.local('i32'), code.local('i32'), code.local('i32')];
  const fullBytes = Math.floor(inner / count) * 16;

  /** One column of squares, of so many rows, where the panel has so many vectors. */
  const turn = (height: number, width: number): void => {
    const step = panels.stepOf(width);
    const square = (kept: number): void => {
      const loaded = Array.from(
        { length: count },
        (_, i): Term =>
          i < height
            ? formula.let(() => code.get(source).vectorMemory(V128.load, b.address + i * b.stride))
            : formula.number(0),
      );
      turned(formula, loaded)
        .slice(0, kept)
        .forEach((column, i) => {
          code.get(target);
          column();
          code.vectorMemory(V128.store, panels.address + i * step);
        });
    };
    code
      .get(vector)
      .i32(count * b.stride)
      .op(I32.mul)
      .tee(source)
      .i32(fullBytes)
      .op(I32.add)
      .set(end);
    putTarget(code, vector, panels);
    code.set(target);
    code.loop(
      source,
      () => code.get(end),
      16,
      () => {
        square(count);
        code
          .get(target)
          .i32(count * step)
          .op(I32.add)
          .set(target);
      },
    );
    if (inner % count > 0) square(inner % count);
  };

  const last = vectors - 1;
  const lastHeight = rows - last * count;
  const lastWidth = vectors % panelWidth || panelWidth;
  code.get(from).set(vector);
  code.loop(
    vector,
    () => code.get(to),
    1,
    () => {
      code
        .get(vector)
        .i32(last)
        .op(I32.eq)
        .when(
          () => turn(lastHeight, lastWidth),
          () => turn(count, panelWidth),
        );
    },
  );
  return { code, extent: vectors, cost: inner };
}

/** Puts on the stack where a vector's column begins among panels: in a whole panel, or in the last, which may have fewer. */
function putTarget(code: FunctionCode, vector: Local, { columnFactor }: RightSide): void {
  // (vector / width) · width · 16 · height + (vector mod width) · 16
  code
    .get(vector)
    .i32(-panelWidth)
    .op(I32.and)
    .i32(16 * columnFactor)
    .op(I32.mul);
  code
    .get(vector)
    .i32(panelWidth - 1)
    .op(I32.and)
    .i32(16)
    .op(I32.mul)
    .op(I32.add);
}

/** The columns of a square of vectors. */
function turned(formula: VectorFormula, rows: readonly Term[]): readonly Term[] {
  const pick = (a: Term, b: Term, lanes: readonly number[]): Term => formula.shuffle(a, b, lanes);
  const [a, b, c, d] = rows as readonly [Term, Term, Term, Term];
  if (rows.length === 2) return [pick(a, b, [0, 2]), pick(a, b, [1, 3])];
  const halves = [a, c].map((first, i) => {
    const second = i === 0 ? b : d;
    return [pick(first, second, [0, 4, 1, 5]), pick(first, second, [2, 6, 3, 7])].map((half) => formula.let(half));
  });
  const [upper, lower] = halves as [Term[], Term[]];
  return upper.flatMap((half, i) => [pick(half, lower[i]!, [0, 1, 4, 5]), pick(half, lower[i]!, [2, 3, 6, 7])]);
}
