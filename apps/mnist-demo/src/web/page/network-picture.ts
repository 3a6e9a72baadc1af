import type { Parameter } from '../worker/training-update.js';
import { elementOf } from './page-elements.js';
import { SharpCanvas } from './sharp-canvas.js';
import { palette } from './theme.js';

/** The most neurons drawn per layer. A caption counts the rest. */
const mostNeurons = 16;
const margin = 26;

interface Neuron {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** Draws the network with every neuron's output for the current picture. */
export class NetworkPicture {
  readonly #sharp = new SharpCanvas(elementOf('network', HTMLCanvasElement), () => this.redraw());
  #layers: readonly Float32Array[] = [];
  #weights: readonly Parameter[] = [];

  /** @param weights each layer's weights, `[inputs, outputs]`, from the first layer on */
  learn(weights: readonly Parameter[]): void {
    this.#weights = weights;
  }

  /** @param layers each layer's outputs, from the first hidden layer on */
  show(layers: readonly Float32Array[]): void {
    this.#layers = layers;
    this.redraw();
  }

  redraw(): void {
    const { context, width, height } = this.#sharp.begin();
    if (width === 0 || this.#layers.length === 0) return;
    const colours = palette();
    const layers = this.#layers.map((values, depth) => this.#place(values, depth, width, height));
    for (const [depth, layer] of layers.entries()) {
      const before = layers[depth - 1];
      if (before) this.#lines(context, before, layer, this.#weights[depth]);
    }
    context.font = '11px system-ui, sans-serif';
    for (const [depth, layer] of layers.entries()) {
      const greatest = Math.max(1e-9, ...layer.map(({ value }) => Math.abs(value)));
      const radius = Math.min(9, Math.max(4, (height - 2 * margin) / layer.length / 2.6));
      for (const [i, { x, y, value }] of layer.entries()) {
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fillStyle = colours.card;
        context.fill();
        context.globalAlpha = Math.abs(value) / greatest;
        context.fillStyle = value < 0 ? colours.test : colours.training;
        context.fill();
        context.globalAlpha = 1;
        context.strokeStyle = colours.muted;
        context.lineWidth = 1;
        context.stroke();
        if (depth === layers.length - 1) {
          context.fillStyle = colours.ink;
          context.textAlign = 'left';
          context.textBaseline = 'middle';
          context.fillText(String(i), x + radius + 5, y);
        }
      }
      this.#caption(context, depth, layer, height);
    }
  }

  #place(values: Float32Array, depth: number, width: number, height: number): readonly Neuron[] {
    const count = Math.min(values.length, mostNeurons);
    const depths = this.#layers.length;
    const x = depths === 1 ? width / 2 : margin + ((width - 2 * margin - 16) * depth) / (depths - 1);
    const room = height - 2 * margin + 14;
    return Array.from({ length: count }, (_, i) => ({ x, y: 12 + (room * (i + 0.5)) / count, value: values[i]! }));
  }

  /** Draws the connections. The stronger the signal, the more opaque the line. */
  #lines(
    context: CanvasRenderingContext2D,
    from: readonly Neuron[],
    to: readonly Neuron[],
    weights: Parameter | undefined,
  ): void {
    if (!weights) return;
    const { training, test } = palette();
    const passed = (i: number, j: number): number => from[i]!.value * weights.data[i * weights.columns + j]!;
    let greatest = 1e-9;
    for (const i of from.keys()) for (const j of to.keys()) greatest = Math.max(greatest, Math.abs(passed(i, j)));
    for (const [i, { x, y }] of from.entries()) {
      for (const [j, end] of to.entries()) {
        const strength = Math.abs(passed(i, j)) / greatest;
        if (strength < 0.03) continue;
        context.globalAlpha = 0.08 + 0.72 * strength;
        context.strokeStyle = passed(i, j) < 0 ? test : training;
        context.lineWidth = 0.5 + 1.5 * strength;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(end.x, end.y);
        context.stroke();
      }
    }
    context.globalAlpha = 1;
  }

  #caption(context: CanvasRenderingContext2D, depth: number, layer: readonly Neuron[], height: number): void {
    const all = this.#layers[depth]!.length;
    const name = depth === this.#layers.length - 1 ? 'output' : `hidden ${depth + 1}`;
    const text = layer.length < all ? `${name}: ${layer.length} of ${all}` : name;
    context.fillStyle = palette().muted;
    context.textBaseline = 'alphabetic';
    const first = depth === 0 && this.#layers.length > 1;
    const last = depth === this.#layers.length - 1 && this.#layers.length > 1;
    context.textAlign = first ? 'left' : last ? 'right' : 'center';
    context.fillText(text, (layer[0]?.x ?? 0) + (first ? -margin + 4 : last ? margin + 14 : 0), height - 2);
  }
}
