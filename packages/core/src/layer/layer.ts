import { checkFunctions } from '../base/check-plugin-parts.js';
import { NnfError } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import { checkPlugin, type Plugin, type PluginOptions, pluginMark } from '../base/plugin.js';
import type { Initializer } from '../parts/initializer.js';
import type { LayerOutput } from '../parts/layer-output.js';
import type { Tensor } from '../plan/plan-builder.js';

/** A parameter that a layer has: its name within the layer, its shape, and where its values begin. */
export interface ParameterDeclaration {
  /** Its name within the layer: `weights`. */
  readonly name: string;
  /** Whether it multiplies or is added: decay is for weights. */
  readonly role: 'weight' | 'bias';
  /** Weights are `[inputs, outputs]`, biases `[1, outputs]`. */
  readonly shape: readonly [rows: number, columns: number];
  /** Inputs of each neuron, for the initializer. */
  readonly fanIn: number;
  /** Neurons, for the initializer. */
  readonly fanOut: number;
  /** What makes its first values, or the values themselves, of its shape. */
  readonly initial: Initializer | Matrix;
  /** Whether training leaves it as it is. */
  readonly frozen?: boolean;
}

/** What a layer computes with when it is traced. */
export interface LayerTrace {
  /** The previous layer's output, `[batch, inputs]`; the data for the first. */
  readonly input: Tensor;
  /** Whether this is training: dropout does nothing elsewhere. */
  readonly training: boolean;
  /** One of the layer's parameters. */
  readonly parameter: (name: string) => Tensor;
}

/** Where in a network a layer may stand. */
export type LayerPosition = 'input' | 'hidden' | 'output';

/** What a layer is, whoever wrote it: what it makes of a number of inputs, its parameters, and its forward direction. */
export interface LayerDefinition {
  /** What it was made with, for tables and saved models: `{ slope: 0.01 }`. */
  readonly options?: PluginOptions;
  /** Where in a network it may stand; `hidden` when left out. */
  readonly position?: LayerPosition;
  /** The number of columns that come out when `inputs` go in. */
  readonly outputs: (inputs: number) => number;
  /** Its parameters when `inputs` columns go in; `label` says which layer it is, for errors: `hidden layer 1`. */
  readonly parameters?: (inputs: number, label: string) => readonly ParameterDeclaration[];
  /** Its output, `[batch, outputs(inputs)]`, from its input, `[batch, inputs]`: traced for training, and for evaluation. */
  readonly forward: (trace: LayerTrace) => LayerOutput;
  /** What its table row shows for an activation. */
  readonly activationName?: string;
}

/**
 * One layer of a network, linked to its neighbours. The three layers of core are `InputLayer`, `HiddenLayer` and
 * `OutputLayer`; other packages make theirs with {@link defineLayer}.
 */
export abstract class Layer implements Plugin<'layer'> {
  /** The mark of a layer made for this plan format. */
  readonly plugin = pluginMark('layer').plugin;
  /** @internal The neighbours; a plain property, so that layers of two copies of core can be linked. */
  readonly links: { previous?: Layer; next?: Layer } = {};

  constructor(
    /** What kind of layer it is, in tables and errors: `hidden`. */
    readonly name: string,
    /** Where in a network it may stand. */
    readonly position: LayerPosition,
    /** What it was made with, for tables and saved models: `{ rate: 0.2 }`. */
    readonly options: PluginOptions = {},
    /** What its table row shows for an activation. */
    readonly activationName: string = 'none',
  ) {}

  /** The number of columns that come out when `inputs` columns go in. */
  abstract outputs(inputs: number): number;

  /**
   * The layer's output, `[batch, outputs(inputs)]`, as operations on its input, `[batch, inputs]`. It is called once for
   * training and once for evaluation and prediction together, and never sees a number.
   */
  abstract forward(trace: LayerTrace): LayerOutput;

  /**
   * The parameters that the layer has when `inputs` columns go in; none unless it says so.
   *
   * @param _label which layer it is, for errors: `hidden layer 1`
   */
  parameters(_inputs: number, _label: string): readonly ParameterDeclaration[] {
    return [];
  }

  /** The layer whose output this one takes. */
  get previous(): Layer | undefined {
    return this.links.previous;
  }

  /** The layer that takes this one's output. */
  get next(): Layer | undefined {
    return this.links.next;
  }

  /**
   * Makes this layer take the output of another.
   *
   * @throws NnfError `WRONG_PLUGIN` for what is not a layer, `ATTACHMENT` where one of the two cannot stand there or is
   * attached already
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

/** Why one layer cannot follow another; undefined when it can. */
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
 * A layer of another package: an object of class `Layer` from its definition.
 *
 * @example
 * const scaleBy = (factor: number) => defineLayer('scale', {
 *   outputs: (inputs) => inputs,
 *   forward: ({ input }) => new LayerOutput(map((x) => mul(x, factor), input)),
 * });
 */
export function defineLayer(name: string, definition: LayerDefinition): Layer {
  checkFunctions(`layer '${name}'`, definition, ['outputs', 'forward']);
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
