import type { NumberArray } from '@nnf/core';
import { FunctionCode } from './function-code.js';
import type { Heap } from './heap.js';
import { F32, F64, I32 } from './instructions.js';
import type { Lanes } from './lanes.js';
import { ModuleBuilder } from './module-builder.js';
import { ReusedBlock } from './reused-block.js';
import { entryBytes } from './sparse-input.js';

/** Numbers that are looked at in one call. */
const most = 16384;

interface Exports {
  readonly count: (from: number, to: number) => number;
  readonly compact: (from: number, to: number, target: number, scale: number) => number;
}

/**
 * Finds the numbers of data sets that are not zero. It is WebAssembly since every program begins with it: a loop of
 * JavaScript over half a million numbers takes ten times as long before the engine has compiled it.
 */
export class NonZeroKernels {
  readonly #exports: Exports;
  readonly #room: ReusedBlock;

  constructor(
    private readonly heap: Heap,
    lanes: Lanes,
  ) {
    this.#room = new ReusedBlock(heap);
    const module = new ModuleBuilder();
    module.add(countFunction(), 'count');
    module.add(compactFunction(lanes), 'compact');
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), {
      nnf: { memory: heap.memory },
    });
    // A module's exports have no types of their own; these are the ones written here.
    this.#exports = exports as unknown as Exports;
  }

  /** How many of the numbers are not zero. */
  count(data: NumberArray): number {
    let count = 0;
    this.#inPieces(data, most, (from, to) => {
      count += this.#exports.count(from, to);
    });
    return count;
  }

  /**
   * Writes an entry for each number of a matrix that is not zero, number times scale, row after row from an address on.
   *
   * @returns where each row's entries begin, and where the last row's end
   */
  compact(data: NumberArray, columns: number, scale: number, target: number): readonly number[] {
    let address = target;
    const addresses = [address];
    this.#inPieces(data, Math.max(1, Math.floor(most / columns)) * columns, (from, to) => {
      for (let start = from; start < to; start += columns * 8) {
        // Addresses above 2³¹ come back as negative numbers.
        address = this.#exports.compact(start, start + columns * 8, address, scale) >>> 0;
        addresses.push(address);
      }
    });
    return addresses;
  }

  /** Brings the numbers into the memory as 64-bit floats, so many at a time: every kind of number fits. */
  #inPieces(data: NumberArray, size: number, visit: (from: number, to: number) => void): void {
    const { address } = this.#room.atLeast(Math.min(size, data.length) * 8, 'loading data');
    for (let start = 0; start < data.length; start += size) {
      const piece = data.subarray(start, start + size);
      new Float64Array(this.heap.memory.buffer, address, piece.length).set(piece);
      visit(address, address + piece.length * 8);
    }
  }
}

/** `(from, to)`: how many numbers there are not zero. */
function countFunction(): FunctionCode {
  const code = new FunctionCode(['i32', 'i32'], ['i32']);
  const count = code.local('i32');
  code.loop(
    0,
    () => code.get(1),
    8,
    () => code.get(0).memory(F64.load).f64(0).op(F64.ne).get(count).op(I32.add).set(count),
  );
  return code.get(count);
}

/** `(from, to, target, scale)`: writes the entries of one row; gives the address after the last. */
function compactFunction(lanes: Lanes): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32', 'f64'], ['i32']);
  const [from, to, target, scale] = [0, 1, 2, 3];
  const column = code.local('i32');
  code.loop(
    from,
    () => code.get(to),
    8,
    () => {
      code.get(from).memory(F64.load).f64(0).op(F64.ne);
      code.when(() => {
        code.get(target).get(column).memory(I32.store);
        code.get(target).get(from).memory(F64.load).get(scale).op(F64.mul);
        if (lanes.dataType === 'float32') code.op(F32.demote_f64);
        code.memory(lanes.scalar.store, lanes.bytes);
        code.get(target).i32(entryBytes(lanes)).op(I32.add).set(target);
      });
      code.get(column).i32(1).op(I32.add).set(column);
    },
  );
  return code.get(target);
}
