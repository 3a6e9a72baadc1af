import { type Backend, checkOptions, checkPlans, type DataType, NnfError, type Plan, pluginMark } from '@nnf/core';
import { scannerModule } from './data/non-zero-scanner.js';
import { CpuProgram } from './program.js';
import { FunctionCode } from './wasm/function-code.js';
import { F32x4, ValueType } from './wasm/instructions.js';
import { float32Lanes, float64Lanes, type Lanes, relaxed } from './wasm/lanes.js';
import { ModuleBuilder } from './wasm/module-builder.js';

/** What the backend computes with. */
export interface CpuOptions {
  /** `float32` when left out. */
  readonly dtype?: DataType | undefined;
  /**
   * Whether products may be rounded as is fastest: with fused multiply-adds where the host has relaxed SIMD, and bits that
   * differ from machine to machine. `executes` says whether it does. False when left out.
   */
  readonly relaxed?: boolean | undefined;
}

/**
 * The backend that compiles a network to WebAssembly with SIMD, made for its shapes and its expressions. Results are the
 * same bits on every machine, unless `relaxed` lets them differ.
 *
 * @throws NnfError `INVALID_ARGUMENT` for another value of an option, `UNKNOWN_NAME` for another option; when compiling, `NO_WEBASSEMBLY`
 * where the host has no WebAssembly with SIMD or forbids it
 * @example
 * const network = await createNetwork(layers, { backend: cpu(), seed: 1 });
 */
export function cpu(options: CpuOptions = {}): Backend {
  const { dtype = 'float32', relaxed: isAllowed = false } = options;
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
    compile: async (plans: Readonly<Record<string, Plan>>) => {
      checkPlans(plans, 'cpu');
      const lanes = isRelaxed ? relaxed(ownLanes) : ownLanes;
      return new CpuProgram(plans, lanes, compileScanner(lanes));
    },
  };
}

/** The first module of a program: it also shows whether the host compiles what this backend writes. */
function compileScanner(lanes: Lanes): WebAssembly.Module {
  try {
    return scannerModule(lanes);
  } catch (cause) {
    throw new NnfError(
      'NO_WEBASSEMBLY',
      `cpu: this host has no WebAssembly with SIMD, or does not allow it (a Content-Security-Policy needs 'wasm-unsafe-eval'); @nnf/backend-reference needs none: ${cause}`,
      { cause },
    );
  }
}

/** Whether the host has f32x4.relaxed_madd: hosts have all of relaxed SIMD or none of it. */
function hasRelaxedSimd(): boolean {
  const code = new FunctionCode([ValueType.v128], [ValueType.v128]);
  const module = new ModuleBuilder();
  module.add(code.get(0).get(0).get(0).vector(F32x4.relaxed_madd));
  return typeof WebAssembly === 'object' && WebAssembly.validate(module.encode());
}
