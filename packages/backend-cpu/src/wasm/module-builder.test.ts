import { describe, expect, it } from 'vitest';
import { FunctionCode, zero } from './function-code.js';
import { I32, ValueType } from './instructions.js';
import { ModuleBuilder } from './module-builder.js';

function instantiate(module: ModuleBuilder): WebAssembly.Exports {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { nnf: { memory } }).exports;
}

function exported(exports: WebAssembly.Exports, name: string): (...values: readonly number[]) => unknown {
  return exports[name] as (...values: readonly number[]) => unknown;
}

const oneInteger = [ValueType.i32];

describe('a module', () => {
  it('runs its functions, over more locals, instructions and functions than one byte can count', () => {
    const module = new ModuleBuilder();
    const count = 300;
    for (let i = 0; i < count; i++) {
      module.add(new FunctionCode(oneInteger, oneInteger).get(0).plus(i), `add ${i}`);
    }
    const code = new FunctionCode(oneInteger, oneInteger);
    const locals = Array.from({ length: count }, (_, i) => code.local(i < 200 ? ValueType.i32 : ValueType.f64));
    for (let i = 0; i < 200; i++) code.get(0).call(i).set(locals[i]!);
    code.get(locals[0]!);
    for (let i = 1; i < 200; i++) code.get(locals[i]!).op(I32.add);
    module.add(code, 'sum');
    const exports = instantiate(module);
    expect(exported(exports, 'add 299')(1000)).toBe(1299);
    expect(exported(exports, 'sum')(10)).toBe(200 * 10 + (199 * 200) / 2);
  });

  it('sets its variables', () => {
    const module = new ModuleBuilder(2);
    const [a, b] = [0, 1];
    module.addSetter('set');
    module.add(new FunctionCode([], oneInteger).getGlobal(a).getGlobal(b).op(I32.sub), 'difference');
    const exports = instantiate(module);
    expect(exported(exports, 'difference')()).toBe(0);
    exported(exports, 'set')(50, 8);
    expect(exported(exports, 'difference')()).toBe(42);
  });
});

it.each([
  [0, 10, 3, 4],
  [5, 5, 1, 0],
  [7, 5, 1, 0],
])('a range from %i to %i by %i has %i values', (first, end, step, values) => {
  const module = new ModuleBuilder();
  const code = new FunctionCode([ValueType.i32, ValueType.i32], oneInteger);
  const [counter, times] = [code.local(), code.local()];
  code.forRange(counter, 0, 1, step, () => code.increase(times, 1));
  module.add(code.get(times), 'local ends');
  const fixed = new FunctionCode([], oneInteger);
  const [fixedCounter, fixedTimes] = [fixed.local(), fixed.local()];
  fixed.forRange(fixedCounter, first === 0 ? zero : { constant: first }, { constant: end }, step, () => {
    fixed.increase(fixedTimes, 1);
  });
  module.add(fixed.get(fixedTimes), 'constant ends');
  const exports = instantiate(module);
  expect(exported(exports, 'local ends')(first, end)).toBe(values);
  expect(exported(exports, 'constant ends')()).toBe(values);
});
