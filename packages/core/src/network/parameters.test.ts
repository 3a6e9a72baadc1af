import { describe, expect, it } from 'vitest';
import type { DataType } from '../base/data-type.js';
import type { ParameterDeclaration } from '../layer/layer.js';
import { defineInitializer } from '../parts/initializer.js';
import type { Program } from '../plan/backend.js';
import { failureOf } from '../testing/failure-of.js';
import { countNumbers, readParameters, writeParameters } from './parameters.js';

const uniform = defineInitializer('uniform', { fill: ({ rows, columns }, random) => random.uniforms(rows, columns) });
const declared: readonly ParameterDeclaration[] = [
  { name: 'hidden 1 weights', role: 'weight', shape: [2, 3], fanIn: 2, fanOut: 3, initial: uniform },
  { name: 'hidden 1 biases', role: 'bias', shape: [1, 3], fanIn: 2, fanOut: 3, initial: uniform },
];

/** Keeps parameters, and does nothing else. */
function store(dataType: DataType = 'float64'): Pick<Program, 'read' | 'write' | 'dataType'> {
  const values = new Map(declared.map(({ name, shape }) => [name, new Float64Array(shape[0] * shape[1])]));
  return {
    dataType,
    read: (name) => values.get(name)!.slice(),
    write: (name, numbers) => void values.set(name, Float64Array.from(numbers)),
  };
}

describe('the parameters of a network', () => {
  it('are counted by elements', () => {
    expect(countNumbers(declared)).toBe(9);
  });

  it('are read as matrices and written by name', () => {
    const program = store();
    writeParameters(program, declared, [{ name: 'hidden 1 biases', data: Float64Array.of(1, 2, 3) }]);
    expect(readParameters(program, declared)).toEqual([
      { name: 'hidden 1 weights', role: 'weight', rows: 2, columns: 3, data: new Float64Array(6) },
      { name: 'hidden 1 biases', role: 'bias', rows: 1, columns: 3, data: Float64Array.of(1, 2, 3) },
    ]);
  });

  it('all stay unchanged when one of the new ones is invalid', () => {
    const program = store();
    const good = { name: 'hidden 1 biases', data: Float64Array.of(1, 2, 3) };
    const write = (name: string, data: Float64Array): string =>
      failureOf(() => writeParameters(program, declared, [good, { name, data }]));
    expect(write('output weights', new Float64Array(6))).toContain('UNKNOWN_NAME');
    expect(write('hidden 1 weights', new Float64Array(5))).toContain('SHAPE_MISMATCH');
    expect(write('hidden 1 weights', new Float64Array(6).fill(Number.NaN))).toContain('INVALID_MATRIX');
    expect(Array.from(program.read('hidden 1 biases'))).toEqual([0, 0, 0]);
  });
});
