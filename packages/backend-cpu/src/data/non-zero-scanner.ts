import { entryBytes } from '../sparse/sparse-input.js';
import { FunctionCode } from '../wasm/function-code.js';
import { F32, F64, I8x16, I32, I32x4, I64x2, V128, ValueType } from '../wasm/instructions.js';
import type { Lanes } from '../wasm/lanes.js';
import { ModuleBuilder } from '../wasm/module-builder.js';

/**
 * Writes an entry, column number and value, for each non-zero of a row. `source`, `end` and `target` are addresses.
 * Returns the address after the last entry. The row is padded with zeros to a multiple of 16 bytes.
 */
export type Scan = (source: number, end: number, target: number, scale: number) => number;

/** Scanners for rows of bytes, whose values are multiplied by the scale, and for rows of the program's own numbers. */
export interface NonZeroScanner {
  readonly bytes: Scan;
  readonly numbers: Scan;
}

/**
 * Compiles the module that finds non-zeros. It is separate from the modules of plans, since those depend on what it
 * finds. A JavaScript loop is ten times slower until the engine has optimized it, and two times slower afterwards. Each
 * program compiles this module first, which also shows whether the host runs WebAssembly with SIMD.
 *
 * @throws ReferenceError or WebAssembly.CompileError if the host does not
 */
export function scannerModule(lanes: Lanes): WebAssembly.Module {
  const module = new ModuleBuilder();
  module.add(scanFunction(lanes, true), 'bytes');
  module.add(scanFunction(lanes, false), 'numbers');
  return new WebAssembly.Module(module.encode());
}

export function nonZeroScanner(module: WebAssembly.Module, memory: WebAssembly.Memory): NonZeroScanner {
  const { exports } = new WebAssembly.Instance(module, { nnf: { memory } });
  // A module's exports are untyped; `scannerModule` writes functions of this type.
  return { bytes: exports.bytes as Scan, numbers: exports.numbers as Scan };
}

const parameters: readonly ValueType[] = [ValueType.i32, ValueType.i32, ValueType.i32, ValueType.f64];
const results: readonly ValueType[] = [ValueType.i32];

function scanFunction(lanes: Lanes, ofBytes: boolean): FunctionCode {
  const code = new FunctionCode(parameters, results);
  const source = 0;
  const end = 1;
  const target = 2;
  const scale = 3;
  const mask = code.local();
  const column = code.local();
  const place = code.local();
  const none = code.local();
  code.loop(source, end, 16, () => {
    code.get(source).vectorMemory(V128.load).v128(new Uint8Array(16));
    if (ofBytes) code.vector(I8x16.ne).vector(I8x16.bitmask);
    else
      code
        .vector(lanes.vector.eq)
        .vector(V128.not)
        .vector(lanes.count === 4 ? I32x4.bitmask : I64x2.bitmask);
    code.set(mask);
    // Repeats while the mask has a bit.
    code.loop(none, mask, 0, () => {
      code.get(mask).op(I32.ctz).set(place);
      code.get(target).get(column).get(place).op(I32.add).memory(I32.store);
      code.get(target).get(source);
      if (ofBytes) {
        code.get(place).op(I32.add).memory(I32.load8_u).op(F64.convert_i32_u).get(scale).op(F64.mul);
        if (lanes.count === 4) code.op(F32.demote_f64);
      } else code.times(place, lanes.bytes).op(I32.add).memory(lanes.scalar.load);
      code.memory(lanes.scalar.store, lanes.bytes);
      code.increase(target, entryBytes(lanes));
      code.get(mask).get(mask).i32(1).op(I32.sub).op(I32.and).set(mask);
    });
    code.increase(column, ofBytes ? 16 : lanes.count);
  });
  return code.get(target);
}
