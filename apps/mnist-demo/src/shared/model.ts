import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { type Activation, HiddenLayer, InputLayer, type Layer, OutputLayer } from '@nnf/core';
import { dropout } from '@nnf/layer-dropout';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import type { InitialValues } from './initial-values.js';

/** The number of neurons of each layer, from pixels to classes. */
export interface LayerSizes {
  readonly pixels: number;
  readonly hidden: readonly number[];
  readonly classes: number;
}

/** Options for networks that differ from the walkthrough's. */
export interface ModelChanges {
  /** The activation of each hidden layer. By default, ReLU. */
  readonly activations?: readonly Activation[];
  /** The share of a hidden layer's outputs dropped during training. By default, 0. */
  readonly dropoutRate?: number;
}

/** The layers of the walkthrough's network: ReLU layers between the pixels and a softmax over the classes. */
export function layersOf(
  { pixels, hidden, classes }: LayerSizes,
  initial: InitialValues,
  { activations = [], dropoutRate = 0 }: ModelChanges = {},
): readonly Layer[] {
  const input = new InputLayer(pixels);
  const layers: Layer[] = [input];
  let previous: Layer = input;
  const append = (layer: Layer): void => {
    layer.attachAfter(previous);
    layers.push(layer);
    previous = layer;
  };
  for (const [i, size] of hidden.entries()) {
    const layer = new HiddenLayer(size, activations[i] ?? relu);
    layer.setWeights(initial.weights);
    layer.setBiases(initial.biases);
    append(layer);
    if (dropoutRate > 0) append(dropout(dropoutRate));
  }
  const output = new OutputLayer(classes, softmax, crossEntropy);
  output.setWeights(initial.weights);
  output.setBiases(initial.biases);
  append(output);
  return layers;
}

/** Counts the parameters of such a network without allocating them. */
export function countParameters({ pixels, hidden, classes }: LayerSizes): number {
  const sizes = [pixels, ...hidden, classes];
  return sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0);
}
