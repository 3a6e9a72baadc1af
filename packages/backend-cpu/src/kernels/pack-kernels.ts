import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { panelWidth, type RightSide } from './right-side.js';

/** Copies a matrix into panels, row by row. */
export function packKernel({ lanes }: KernelContext, b: Buffer, panels: RightSide): Kernel {
  const code = new FunctionCode();
  const vectors = vectorsOf(b.shape[1], lanes);
  const row = code.local();
  const source = code.local();
  const target = code.local();
  const end = code.local();
  const rest = vectors % panelWidth;
  const fullBytes = (vectors - rest) * 16;
  const copy = (count: number): void => {
    for (let bytes = 0; bytes < count * 16; bytes += 16) {
      code
        .get(target)
        .get(source)
        .vectorMemory(V128.load, b.address + bytes);
      code.vectorMemory(V128.store, panels.address + bytes);
    }
  };
  code.forRange(row, from, to, 1, () => {
    code.times(row, b.stride).tee(source).plus(fullBytes).set(end);
    code.times(row, panels.stepOf(panelWidth)).set(target);
    code.loop(source, end, panelWidth * 16, () => {
      copy(panelWidth);
      code.increase(target, panelWidth * 16 * panels.columnFactor);
    });
    if (rest === 0) return;
    code
      .times(row, panels.stepOf(rest))
      .plus(fullBytes * panels.columnFactor)
      .set(target);
    copy(rest);
  });
  return { code, extent: b.shape[0], cost: vectors };
}

/**
 * Copies the transpose of a matrix into panels, in squares of as many rows and columns as a vector has lanes. The
 * matrix has a fixed shape of more than one row and column. A piece is one vector of the transpose's columns.
 */
export function packTransposedKernel({ lanes }: KernelContext, b: Buffer, panels: RightSide): Kernel {
  const [rows, inner] = b.shape as readonly [number, number];
  const { count } = lanes;
  const vectors = vectorsOf(rows, lanes);
  const formula = new VectorFormula(lanes);
  const { code } = formula;
  const vector = code.local();
  const source = code.local();
  const target = code.local();
  const end = code.local();
  const fullBytes = Math.floor(inner / count) * 16;

  /**
   * Transposes one column of squares. `height` is their number of rows, and `width` the number of vectors in the panel.
   */
  const turn = (height: number, width: number): void => {
    const step = panels.stepOf(width);
    const square = (kept: number): void => {
      const loaded = Array.from({ length: count }, (_, i) =>
        i < height ? formula.let(formula.load(source, b.address + i * b.stride)) : formula.number(0),
      );
      turned(formula, loaded)
        .slice(0, kept)
        .forEach((column, i) => {
          formula.store(target, column, panels.address + i * step);
        });
    };
    code
      .times(vector, count * b.stride)
      .tee(source)
      .plus(fullBytes)
      .set(end);
    putTarget(code, vector, panels);
    code.set(target);
    code.loop(source, end, 16, () => {
      square(count);
      code.increase(target, count * step);
    });
    if (inner % count > 0) square(inner % count);
  };

  const last = vectors - 1;
  const lastHeight = rows - last * count;
  const lastWidth = vectors % panelWidth || panelWidth;
  code.forRange(vector, from, to, 1, () => {
    code
      .get(vector)
      .i32(last)
      .op(I32.eq)
      .when(
        () => turn(lastHeight, lastWidth),
        () => turn(count, panelWidth),
      );
  });
  return { code, extent: vectors, cost: inner };
}

/** Puts on the stack the offset of a vector's column among the panels, the last of which may be narrower. */
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

/** The columns of a square, given its rows. */
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
