import { type Backend, checkOptions, type DataType, NnfError, pluginMark } from '@nnf/core';
import { scannerModule } from './data/non-zero-scanner.js';
import { CpuProgram } from './program.js';
import { FunctionCode } from './wasm/function-code.js';
import { F32x4, ValueType } from './wasm/instructions.js';
import { float32Lanes, float64Lanes, type Lanes, relaxed } from './wasm/lanes.js';
import { ModuleBuilder } from './wasm/module-builder.js';

/** Options of `cpu`. */
export interface CpuOptions {
  /** The type of all numbers. Default: `float32`. */
  readonly dtype?: DataType | undefined;
  /**
   * Allows products to use fused multiply-adds if the host has relaxed SIMD. This is faster, but results then differ in
   * their last bits from machine to machine. `executes` says whether it is in use. Default: false.
   */
  readonly relaxed?: boolean | undefined;
}

/**
 * A backend that compiles a network to WebAssembly with SIMD, specialized for its shapes and expressions. Results have
 * the same bits on every machine unless `relaxed` is true.
 *
 * @throws NnfError `INVALID_ARGUMENT` for an option of another value, `UNKNOWN_NAME` for an unknown option. Compiling
 * throws `NO_WEBASSEMBLY` if the host has no WebAssembly with SIMD or forbids it
 * @example
 * const network = await createNetwork(layers, { backend: cpu(), seed: 1 });
 */
export function cpu(options: CpuOptions = {}): Backend {
  const { dtype = 'float32', relaxed: isAllowed = false } = options ?? {};
  checkOptions('cpu', options, { dtype, relaxed: isAllowed });
  if (dtype !== 'float32' && dtype !== 'float64') {
    throw new NnfError('INVALID_ARGUMENT', `cpu: dtype is ${String(dtype)}, expected 'float32' or 'float64'`);
  }
  if (typeof isAllowed !== 'boolean') {
    throw new NnfError('INVALID_ARGUMENT', `cpu: relaxed is ${String(isAllowed)}, expected true or false`);
  }
  const ownLanes = dtype === 'float32' ? float32Lanes : float64Lanes;
  const isRelaxed = isAllowed && hasRelaxedSimd();
  return {
    ...pluginMark('backend'),
    name: 'cpu',
    options: isAllowed ? { dtype, relaxed: true } : { dtype },
    dataTypes: dtype === 'float32' ? ['float32', 'float64'] : ['float64', 'float32'],
    deterministic: !isRelaxed,
    compile: async (plans) => {
      const lanes = isRelaxed ? relaxed(ownLanes) : ownLanes;
      return new CpuProgram(lanes, compileScanner(lanes)).addAll(plans);
    },
  };
}

/** Compiles the first module of a program. This shows whether the host can compile what this backend writes. */
function compileScanner(lanes: Lanes): WebAssembly.Module {
  try {
    return scannerModule(lanes);
  } catch (cause) {
    throw new NnfError(
      'NO_WEBASSEMBLY',
      `cpu: this host has no WebAssembly with SIMD, or forbids it (a Content-Security-Policy must allow 'wasm-unsafe-eval'). Use @nnf/backend-reference instead: ${cause}`,
      { cause },
    );
  }
}

/** Whether the host has `f32x4.relaxed_madd`. Hosts have either all of relaxed SIMD or none of it. */
function hasRelaxedSimd(): boolean {
  const code = new FunctionCode([ValueType.v128], [ValueType.v128]);
  const module = new ModuleBuilder();
  module.add(code.get(0).get(0).get(0).vector(F32x4.relaxed_madd));
  return typeof WebAssembly === 'object' && WebAssembly.validate(module.encode());
}
