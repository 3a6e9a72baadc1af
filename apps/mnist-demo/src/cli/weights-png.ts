import type { ParameterValues } from '@nnf/core';
import { PNG } from 'pngjs';

/** The pixels between two pictures, and the width and height of a weight in pixels. */
const gap = 4;
const zoom = 3;
const mostColumns = 10;
const positive = [31, 79, 191] as const;
const negative = [194, 84, 27] as const;

/**
 * Draws the first layer's weights as one picture per neuron, ten in a row. White is the neuron's mean weight, blue is above it,
 * orange below. Each picture is scaled to its own greatest difference.
 *
 * @param weights `[height * width, neurons]`
 * @returns the bytes of a PNG file
 */
export function weightsToPng(weights: ParameterValues, width: number, height: number): Uint8Array {
  const neurons = weights.columns;
  const columns = Math.min(mostColumns, neurons);
  const lines = Math.ceil(neurons / columns);
  const png = new PNG({
    width: columns * (width * zoom + gap) + gap,
    height: lines * (height * zoom + gap) + gap,
  });
  png.data.fill(255);
  for (let neuron = 0; neuron < neurons; neuron++) {
    const left = gap + (neuron % columns) * (width * zoom + gap);
    const top = gap + Math.floor(neuron / columns) * (height * zoom + gap);
    drawNeuron(png, weights, neuron, { left, top, width, height });
  }
  return PNG.sync.write(png);
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function drawNeuron(png: PNG, { data, rows, columns }: ParameterValues, neuron: number, place: Place): void {
  const values = Array.from({ length: rows }, (_, pixel) => data[pixel * columns + neuron]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 1e-30);
  for (let y = 0; y < place.height * zoom; y++) {
    for (let x = 0; x < place.width * zoom; x++) {
      const value = values[Math.floor(y / zoom) * place.width + Math.floor(x / zoom)]! - mean;
      const colour = value > 0 ? positive : negative;
      const share = Math.abs(value) / greatest;
      const at = 4 * ((place.top + y) * png.width + place.left + x);
      for (const part of [0, 1, 2] as const) png.data[at + part] = 255 + (colour[part] - 255) * share;
    }
  }
}
