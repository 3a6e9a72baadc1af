import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { HiddenLayer, InputLayer, type Layer, OutputLayer } from '@nnf/core';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import type { InitialValues } from './initial-values.js';

/** The number of neurons of each layer, from pixels to classes. */
export interface LayerSizes {
  readonly pixels: number;
  readonly hidden: readonly number[];
  readonly classes: number;
}

/** The walkthrough's network: ReLU layers between the pixels and a softmax over the classes. */
export function layersOf({ pixels, hidden, classes }: LayerSizes, initial: InitialValues): readonly Layer[] {
  const input = new InputLayer(pixels);
  const layers: Layer[] = [input];
  let previous: Layer = input;
  for (const size of hidden) {
    const layer = new HiddenLayer(size, relu);
    layer.attachAfter(previous);
    layer.setWeights(initial.weights);
    layer.setBiases(initial.biases);
    layers.push(layer);
    previous = layer;
  }
  const output = new OutputLayer(classes, softmax, crossEntropy);
  output.attachAfter(previous);
  output.setWeights(initial.weights);
  output.setBiases(initial.biases);
  return [...layers, output];
}

/** How many numbers such a network learns, known before memory is taken for them. */
export function countParameters({ pixels, hidden, classes }: LayerSizes): number {
  const sizes = [pixels, ...hidden, classes];
  return sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i]! + 1) * size, 0);
}
