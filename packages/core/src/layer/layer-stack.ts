import { checkSize } from '../base/check-size.js';
import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import { checkPlugin } from '../base/plugin.js';
import { checkDeclarations } from './check-declarations.js';
import { attachmentProblem, type Layer, type ParameterDeclaration } from './layer.js';
import { type LayerLabel, longLabel, parameterName } from './layer-label.js';
import type { OutputLayer } from './output-layer.js';

/** A layer with its place in a network. */
export interface PlacedLayer {
  readonly layer: Layer;
  readonly label: LayerLabel;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: readonly ParameterDeclaration[];
}

/** The parameters of all layers, with their names in the network. */
export function parametersOf({ placed }: LayerStack): readonly ParameterDeclaration[] {
  return placed.flatMap(({ label, parameters }) =>
    parameters.map((declaration) => ({ ...declaration, name: parameterName(label, declaration.name) })),
  );
}

/** The layers of a network from input to output, checked. */
export interface LayerStack {
  readonly placed: readonly PlacedLayer[];
  readonly inputs: number;
  readonly outputs: number;
  readonly output: OutputLayer;
}

/**
 * Checks a network's list of layers, and gives each its place. {@link attachLayers} attaches them.
 *
 * @throws NnfError `LAYER_ORDER` unless the list is one input layer, hidden layers and one output layer; `ATTACHMENT` when
 * the layers are attached in another order or one occurs twice; `NO_INITIAL_VALUES`, `SHAPE_MISMATCH`,
 * `INVALID_INITIAL_VALUES` and the errors of `checkDeclarations` for parameters; `INVALID_ARGUMENT` for an invalid number of
 * outputs
 */
export function stackLayers(layers: readonly Layer[]): LayerStack {
  if (!Array.isArray(layers)) throw new NnfError('LAYER_ORDER', 'createNetwork: expected a list of layers');
  Array.from(layers).forEach((layer, i) => {
    checkPlugin(layer, 'layer', `createNetwork: layers[${i}]`);
  });
  const labels = labelLayers(layers);
  checkOrder(layers);
  checkAttachments(layers.map((layer, i) => ({ layer, label: labels[i]! })));
  const twice = layers.findIndex((layer, i) => layers.indexOf(layer) !== i);
  if (twice >= 0) {
    throw new NnfError('ATTACHMENT', `createNetwork: layers[${twice}] occurs twice in the list; make a new layer`);
  }
  const placed: PlacedLayer[] = [];
  layers.forEach((layer, i) => {
    const inputs = placed[i - 1]?.outputs ?? 0;
    const label = labels[i]!;
    const where = longLabel(label);
    const parameters = layer.parameters(inputs, where);
    checkDeclarations(parameters, where);
    for (const declaration of parameters) checkGivenValues(declaration, where);
    const outputs = layer.outputs(inputs);
    checkSize(outputs, `${where}: outputs(${inputs})`);
    placed.push({ layer, label, inputs, outputs, parameters });
  });
  const last = placed.at(-1)!;
  return { placed, inputs: placed[0]!.outputs, outputs: last.outputs, output: last.layer as OutputLayer };
}

/**
 * Attaches each layer to the one before it: all of them, or none.
 *
 * @throws NnfError `ATTACHMENT` when a layer has been attached in another order since {@link stackLayers}
 */
export function attachLayers({ placed }: LayerStack): void {
  checkAttachments(placed);
  placed.slice(1).forEach(({ layer }, i) => {
    layer.attachAfter(placed[i]!.layer);
  });
}

function checkOrder(layers: readonly Layer[]): void {
  const wrong = layers.findIndex((layer, i) => layer.position !== expectedPosition(i, layers.length));
  if (layers.length < 2 || wrong >= 0) {
    const found = layers.map((layer) => layer.name).join(', ') || 'none';
    throw new NnfError(
      'LAYER_ORDER',
      `createNetwork: the layers are ${found}; expected an InputLayer, any number of hidden layers, an OutputLayer`,
    );
  }
  if (!('loss' in layers.at(-1)!)) {
    throw new NnfError('LAYER_ORDER', 'createNetwork: the last layer has no loss; expected an OutputLayer');
  }
}

function checkAttachments(placed: readonly Pick<PlacedLayer, 'layer' | 'label'>[]): void {
  placed.slice(1).forEach(({ layer, label }, i) => {
    const previous = placed[i]!;
    const problem = attachmentProblem(layer, previous.layer);
    if (problem) {
      throw new NnfError(
        'ATTACHMENT',
        `createNetwork: ${longLabel(label)} cannot come after ${longLabel(previous.label)}: ${problem}`,
      );
    }
  });
}

function expectedPosition(index: number, length: number): Layer['position'] {
  if (index === 0) return 'input';
  return index === length - 1 ? 'output' : 'hidden';
}

/** Labels such as `input`, `hidden 1`, `hidden 2`, `dropout 1`, `output`. */
function labelLayers(layers: readonly Layer[]): readonly LayerLabel[] {
  const counts = new Map<string, number>();
  return layers.map(({ name, position }) => {
    if (position !== 'hidden') return { name };
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return { name, number };
  });
}

function checkGivenValues({ name, role, shape: [rows, columns], initial }: ParameterDeclaration, label: string): void {
  if (!('data' in initial)) return;
  if (initial.rows !== rows || initial.columns !== columns) {
    const meaning = role === 'weight' ? ' ([inputs, outputs])' : '';
    throw new NnfError(
      'SHAPE_MISMATCH',
      `${label}: the shape of ${name} is [${initial.rows}, ${initial.columns}], expected [${rows}, ${columns}]${meaning}`,
    );
  }
  if (nonFiniteIn(initial.data) >= 0) {
    throw new NnfError('INVALID_INITIAL_VALUES', `${label}: ${name} has a number that is not finite`);
  }
}
