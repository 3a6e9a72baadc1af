import type { Parameter } from '../worker/training-update.js';
import { elementOf } from './page-elements.js';
import { SharpCanvas } from './sharp-canvas.js';
import { palette } from './theme.js';

const gap = 6;
/** The smallest picture size. Pictures that do not fit are left out. */
const smallest = 34;
const largest = 160;

/** Shows the first layer's weights as one picture per neuron. One colour is for weights above their mean, another below it. */
export class WeightPictures {
  readonly #canvas = elementOf('weights', HTMLCanvasElement);
  readonly #sharp = new SharpCanvas(this.#canvas, () => this.redraw());
  #weights: Parameter | undefined;
  #size = { width: 28, height: 28 };

  /** @param weights `[pixels, neurons]` */
  show(weights: Parameter, width: number, height: number): void {
    this.#weights = weights;
    this.#size = { width, height };
    this.redraw();
  }

  redraw(): void {
    const { context, width, height } = this.#sharp.begin();
    const weights = this.#weights;
    if (!weights || width === 0) return;
    const { columns, side, shown } = arrange(weights.columns, width, height);
    const { positive, negative, neutral } = palette();
    const { width: pixelsWide, height: pixelsHigh } = this.#size;
    // Draws all pictures into one image, so that the canvas waits for one copy instead of one per picture.
    const small = new OffscreenCanvas(columns * pixelsWide, Math.ceil(shown / columns) * pixelsHigh);
    const image = new ImageData(small.width, small.height);
    const placeOf = (neuron: number) => ({ column: neuron % columns, row: Math.floor(neuron / columns) });
    for (let neuron = 0; neuron < shown; neuron++) {
      const { column, row } = placeOf(neuron);
      for (const [pixel, value] of shadesOf(weights, neuron).entries()) {
        const towards = value > 0 ? positive : negative;
        const share = Math.abs(value);
        const x = column * pixelsWide + (pixel % pixelsWide);
        const y = row * pixelsHigh + Math.floor(pixel / pixelsWide);
        const at = 4 * (y * small.width + x);
        image.data[at] = neutral[0] + (towards[0] - neutral[0]) * share;
        image.data[at + 1] = neutral[1] + (towards[1] - neutral[1]) * share;
        image.data[at + 2] = neutral[2] + (towards[2] - neutral[2]) * share;
        image.data[at + 3] = 255;
      }
    }
    small.getContext('2d')?.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    for (let neuron = 0; neuron < shown; neuron++) {
      const { column, row } = placeOf(neuron);
      const [left, top] = [column * pixelsWide, row * pixelsHigh];
      const [x, y] = [column * (side + gap), row * (side + gap)];
      context.drawImage(small, left, top, pixelsWide, pixelsHigh, x, y, side, side);
    }
    const more = shown < weights.columns ? ` of ${weights.columns}` : '';
    this.#canvas.setAttribute('aria-label', `First-layer weights of ${shown}${more} neurons as pictures`);
  }
}

/** Finds the largest size at which all squares fit. If it is below the smallest size, as many of the smallest as fit. */
function arrange(count: number, width: number, height: number) {
  const fit = (length: number, pictures: number): number => (length - (pictures - 1) * gap) / pictures;
  let best = { columns: 1, side: 0, shown: count };
  for (let columns = 1; columns <= count; columns++) {
    const side = Math.min(fit(width, columns), fit(height, Math.ceil(count / columns)), largest);
    if (side > best.side) best = { columns, side, shown: count };
  }
  if (best.side >= smallest) return best;
  const columns = Math.max(1, Math.floor((width + gap) / (smallest + gap)));
  const rows = Math.max(1, Math.floor((height + gap) / (smallest + gap)));
  return { columns, side: smallest, shown: Math.min(count, columns * rows) };
}

/**
 * A neuron's weights less their mean, scaled to −1 to 1. Without subtracting the mean, weights that all start above 0 would
 * hardly differ in colour.
 */
function shadesOf({ data, rows, columns }: Parameter, neuron: number): Float32Array {
  const shades = new Float32Array(rows);
  let mean = 0;
  for (let pixel = 0; pixel < rows; pixel++) {
    shades[pixel] = data[pixel * columns + neuron]!;
    mean += shades[pixel]! / rows;
  }
  let greatest = 1e-12;
  for (let pixel = 0; pixel < rows; pixel++) {
    shades[pixel]! -= mean;
    greatest = Math.max(greatest, Math.abs(shades[pixel]!));
  }
  for (let pixel = 0; pixel < rows; pixel++) shades[pixel]! /= greatest;
  return shades;
}
