import { checkFunctions } from '../base/check-plugin-parts.js';
import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import { type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { RandomSource } from '../random/random-source.js';

/** The matrix to be filled, and the connections at each of its neurons. */
export interface InitialShape {
  /** Of weights, the layer's inputs; of biases, 1. */
  readonly rows: number;
  /** The layer's neurons. */
  readonly columns: number;
  /** Inputs of each neuron of the layer. */
  readonly fanIn: number;
  /** Neurons of the layer. */
  readonly fanOut: number;
  /** Whether weights or biases are to be filled. */
  readonly role: 'weight' | 'bias';
}

/** How initial values are made. */
export interface InitializerDefinition {
  /** What it was made with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** `rows · columns` finite numbers, row-major: of weights, `[inputs, outputs]`. All randomness comes from `random`. */
  readonly fill: (shape: InitialShape, random: RandomSource) => Float64Array;
}

/** Where a layer's weights or biases begin. Made by {@link defineInitializer}. */
export interface Initializer extends Plugin<'initializer'>, InitializerDefinition {}

/**
 * An initializer.
 *
 * Use only arithmetic and `Math.sqrt`, whose results are the same everywhere: the last bit of `Math.log`, `Math.cos` and
 * the like differs between engines, and a seed would give other weights in another browser.
 *
 * @example
 * const small = defineInitializer('small', {
 *   fill: ({ rows, columns }, random) => random.uniforms(rows, columns).map((uniform) => 0.01 * uniform),
 * });
 */
export function defineInitializer(name: string, definition: InitializerDefinition): Initializer {
  checkFunctions(`initializer '${name}'`, definition, ['fill']);
  return { ...pluginMark('initializer'), name, ...definition };
}

/** What the initializer makes, checked. */
export function initialValues(
  initializer: Initializer,
  shape: InitialShape,
  random: RandomSource,
  where: string,
): Float64Array {
  const values = initializer.fill(shape, random);
  const expected = shape.rows * shape.columns;
  if (!(values instanceof Float64Array) || values.length !== expected) {
    const found = values instanceof Float64Array ? `${values.length} numbers` : describeValue(values);
    throw new NnfError(
      'INVALID_INITIAL_VALUES',
      `${where}: the initializer '${initializer.name}' made ${found}, expected a Float64Array of ` +
        `${expected} for [${shape.rows}, ${shape.columns}]`,
    );
  }
  const wrong = nonFiniteIn(values);
  if (wrong >= 0) {
    throw new NnfError(
      'INVALID_INITIAL_VALUES',
      `${where}: the initializer '${initializer.name}' made ${values[wrong]} at row ${Math.floor(wrong / shape.columns)}, ` +
        `column ${wrong % shape.columns}; all must be finite`,
    );
  }
  return values;
}
