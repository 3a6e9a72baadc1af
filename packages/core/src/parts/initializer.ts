import { checkDefinition } from '../base/check-plugin-parts.js';
import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { RandomSource } from '../random/random-source.js';

/** The shape of the values to generate, and the number of connections of each neuron. */
export interface InitialShape {
  /** The layer's inputs for weights, 1 for biases. */
  readonly rows: number;
  /** The number of neurons. */
  readonly columns: number;
  /** The number of inputs of each neuron. */
  readonly fanIn: number;
  /** The number of neurons. */
  readonly fanOut: number;
  /** Whether the values are weights or biases. */
  readonly role: 'weight' | 'bias';
}

/** The functions and properties of an initializer. */
export interface InitializerDefinition {
  /** The options it was created with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /**
   * Whether each value depends only on the random number of its row and column, and on the shape's `fanIn`, `fanOut` and `role`.
   * A large parameter is then filled block by block, and the event loop runs in between: `rows` and `columns` are those of the
   * block, and `random` counts from the block's first row and column. Default: false.
   */
  readonly elementwise?: boolean;
  /** Returns `rows · columns` finite numbers, row-major; weights are `[inputs, outputs]`. All randomness comes from `random`. */
  readonly fill: (shape: InitialShape, random: RandomSource) => Float64Array;
}

/** Generates a layer's initial weights or biases. Made by {@link defineInitializer}. */
export interface Initializer extends Plugin<'initializer'>, InitializerDefinition {}

/**
 * Defines an initializer.
 *
 * Use only arithmetic and `Math.sqrt`, which are exactly rounded. The last bit of `Math.log`, `Math.cos` and others differs
 * between engines, so the same seed would give different weights in another browser.
 *
 * @param name in kebab-case, for errors
 * @throws NnfError `INVALID_PLUGIN` when `fill` is missing, or the name cannot be printed
 * @example
 * const small = defineInitializer('small', {
 *   fill: ({ rows, columns }, random) => random.uniforms(rows, columns).map((uniform) => 0.01 * uniform),
 * });
 */
export function defineInitializer(name: string, definition: InitializerDefinition): Initializer {
  checkDefinition('initializer', name, definition, ['fill']);
  return { ...pluginMark('initializer'), name, ...definition };
}

/**
 * The initializer's values.
 *
 * @param origin the place in the parameter of a block that begins elsewhere than at row 0 and column 0
 * @throws NnfError `INVALID_INITIAL_VALUES` unless they are `rows · columns` finite numbers in a `Float64Array`
 */
export function initialValues(
  initializer: Initializer,
  shape: InitialShape,
  random: RandomSource,
  where: string,
  origin: readonly [row: number, column: number] = [0, 0],
): Float64Array {
  const values = initializer.fill(shape, random);
  const expected = shape.rows * shape.columns;
  const isFloat64 = values?.[Symbol.toStringTag] === 'Float64Array';
  if (!isFloat64 || values.length !== expected) {
    const found = isFloat64 ? `${values.length} numbers` : describeValue(values);
    throw new NnfError(
      'INVALID_INITIAL_VALUES',
      `${where}: the initializer '${initializer.name}' returned ${found}, expected a Float64Array of ` +
        `${expected} for [${shape.rows}, ${shape.columns}]`,
    );
  }
  const wrong = nonFiniteIn(values);
  if (wrong >= 0) {
    const [row, column] = origin;
    throw new NnfError(
      'INVALID_INITIAL_VALUES',
      `${where}: the initializer '${initializer.name}' returned ${values[wrong]} at row ` +
        `${row + Math.floor(wrong / shape.columns)}, column ${column + (wrong % shape.columns)}, expected a finite number`,
    );
  }
  return values;
}
