import { checkDefinition } from '../base/check-plugin-parts.js';
import { NnfError } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { checkPlugin, type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Initializer } from '../parts/initializer.js';
import type { LayerOutput } from '../parts/layer-output.js';
import type { Tensor } from '../plan/plan-builder.js';

/** A parameter that a layer declares. */
export interface ParameterDeclaration {
  /** The name within the layer: `weights`. */
  readonly name: string;
  /** Whether it multiplies (`weight`) or is added (`bias`). Weight decay applies to weights only. */
  readonly role: 'weight' | 'bias';
  /** Weights are `[inputs, outputs]`, biases `[1, outputs]`. */
  readonly shape: readonly [rows: number, columns: number];
  /** The number of inputs of each neuron, for the initializer. */
  readonly fanIn: number;
  /** The number of neurons, for the initializer. */
  readonly fanOut: number;
  /** An initializer, or a matrix of the initial values. */
  readonly initial: Initializer | Matrix;
  /** Whether training keeps it unchanged. Default: false. */
  readonly frozen?: boolean;
}

/** The argument of a layer's `forward`. */
export interface LayerTrace {
  /** The previous layer's output, `[batch, inputs]`; for the first layer, the data. */
  readonly input: Tensor;
  /** Whether training is traced. Dropout, for example, acts only in training. */
  readonly training: boolean;
  /** Returns a parameter that the layer has declared. Throws `UNKNOWN_NAME` for any other name. */
  readonly parameter: (name: string) => Tensor;
}

/** The position of a layer in a network. */
export type LayerPosition = 'input' | 'hidden' | 'output';

/** The functions and properties of a layer. */
export interface LayerDefinition {
  /** The options it was created with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** Its position in a network. Default: `hidden`. */
  readonly position?: LayerPosition;
  /** The number of output columns for a number of input columns. */
  readonly outputs: (inputs: number) => number;
  /** Its parameters for a number of input columns. `label` is the layer, for errors: `hidden layer 1`. Default: none. */
  readonly parameters?: (inputs: number, label: string) => readonly ParameterDeclaration[];
  /** Its output, `[batch, outputs(inputs)]`, from its input, `[batch, inputs]`. Traced once for training and once for evaluation. */
  readonly forward: (trace: LayerTrace) => LayerOutput;
  /** The activation in the network's table. Default: `none`. */
  readonly activationName?: string;
}

/**
 * A layer of a network, linked to its neighbours. Core has `InputLayer`, `HiddenLayer` and `OutputLayer`. Define others with
 * {@link defineLayer}.
 */
export abstract class Layer implements Plugin<'layer'> {
  /** The mark of a layer built for this plan format. */
  readonly plugin = pluginMark('layer').plugin;
  /** @internal The neighbours. It is not private, so that layers of two copies of core can be linked. */
  readonly links: { previous?: Layer; next?: Layer } = {};

  constructor(
    /** The layer's name in tables and errors: `hidden`. */
    readonly name: string,
    /** Its position in a network. */
    readonly position: LayerPosition,
    /** The options it was created with, for tables and saved models: `{ rate: 0.2 }`. */
    readonly options: PluginOptions = {},
    /** The activation in the network's table. */
    readonly activationName: string = 'none',
  ) {}

  /** The number of output columns for a number of input columns. */
  abstract outputs(inputs: number): number;

  /**
   * The layer's output, `[batch, outputs(inputs)]`, as operations on its input, `[batch, inputs]`. It is called twice: once to
   * trace training, once to trace evaluation and prediction together.
   */
  abstract forward(trace: LayerTrace): LayerOutput;

  /**
   * The layer's parameters for a number of input columns; none by default.
   *
   * @param _label the layer, for errors: `hidden layer 1`
   */
  parameters(_inputs: number, _label: string): readonly ParameterDeclaration[] {
    return [];
  }

  /** The layer whose output this layer takes. */
  get previous(): Layer | undefined {
    return this.links.previous;
  }

  /** The layer that takes this layer's output. */
  get next(): Layer | undefined {
    return this.links.next;
  }

  /**
   * Attaches this layer to another, whose output it takes.
   *
   * @throws NnfError `WRONG_PLUGIN` for a value that is not a layer, `ATTACHMENT` when the order is impossible or one of the
   * two is already attached
   */
  attachAfter(previous: Layer): void {
    checkPlugin(previous, 'layer', `the ${this.name} layer's attachAfter`);
    if (this.previous === previous) return;
    const reason = attachmentProblem(this, previous);
    if (reason)
      throw new NnfError(
        'ATTACHMENT',
        `the ${this.name} layer cannot be attached after the ${previous.name} layer: ${reason}`,
      );
    this.links.previous = previous;
    previous.links.next = this;
  }
}

/** The reason why a layer cannot follow another, or undefined when it can. */
export function attachmentProblem(layer: Layer, previous: Layer): string | undefined {
  for (let before: Layer | undefined = previous; before; before = before.previous) {
    if (before === layer) return before === previous ? 'they are the same layer' : 'that one already comes after it';
  }
  if (layer.position === 'input') return 'an input layer comes first';
  if (previous.position === 'output') return 'an output layer comes last';
  if (layer.previous && layer.previous !== previous) return 'it already comes after another layer; make a new one';
  if (previous.next && previous.next !== layer) return 'another layer already comes after that one; make a new one';
  return undefined;
}

/**
 * Defines a layer.
 *
 * @param name in kebab-case, for tables, plans and errors
 * @throws NnfError `INVALID_PLUGIN` when `outputs` or `forward` is missing
 * @example
 * const scaleBy = (factor: number) => defineLayer('scale', {
 *   outputs: (inputs) => inputs,
 *   forward: ({ input }) => new LayerOutput(map((x) => mul(x, factor), input)),
 * });
 */
export function defineLayer(name: string, definition: LayerDefinition): Layer {
  checkDefinition('layer', name, definition, ['outputs', 'forward']);
  return new DefinedLayer(name, definition);
}

class DefinedLayer extends Layer {
  constructor(
    name: string,
    private readonly definition: LayerDefinition,
  ) {
    super(name, definition.position ?? 'hidden', definition.options, definition.activationName);
  }

  outputs(inputs: number): number {
    return this.definition.outputs(inputs);
  }

  forward(trace: LayerTrace): LayerOutput {
    return this.definition.forward(trace);
  }

  override parameters(inputs: number, label: string): readonly ParameterDeclaration[] {
    return this.definition.parameters?.(inputs, label) ?? [];
  }
}
