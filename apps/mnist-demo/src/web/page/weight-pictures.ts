import type { Parameter } from '../worker/training-update.js';
import { elementOf } from './page-elements.js';
import { sharpen } from './sharp-canvas.js';
import { type Palette, palette } from './theme.js';

const gap = 6;
/** No picture is smaller than this; what finds no room is left out. */
const smallest = 34;

/** The first layer's weights: a picture a neuron, in one colour for ink and another against it. */
export class WeightPictures {
  readonly #canvas = elementOf('weights', HTMLCanvasElement);
  #weights: Parameter | undefined;
  #size = { width: 28, height: 28 };

  constructor() {
    new ResizeObserver(() => this.redraw()).observe(this.#canvas);
  }

  /** @param weights `[pixels, neurons]` */
  show(weights: Parameter, width: number, height: number): void {
    this.#weights = weights;
    this.#size = { width, height };
    this.redraw();
  }

  redraw(): void {
    const { context, width, height } = sharpen(this.#canvas);
    const weights = this.#weights;
    if (!weights || width === 0) return;
    const { columns, side, shown } = arrange(weights.columns, width, height);
    context.imageSmoothingEnabled = false;
    const colours = palette();
    const small = new OffscreenCanvas(this.#size.width, this.#size.height);
    for (let neuron = 0; neuron < shown; neuron++) {
      small.getContext('2d')?.putImageData(pictureOf(weights, neuron, this.#size, colours), 0, 0);
      const x = (neuron % columns) * (side + gap);
      const y = Math.floor(neuron / columns) * (side + gap);
      context.drawImage(small, x, y, side, side);
    }
    const more = shown < weights.columns ? ` of ${weights.columns}` : '';
    this.#canvas.setAttribute('aria-label', `First-layer weights of ${shown}${more} neurons as pictures`);
  }
}

/** The largest squares of which all find room, or as many small ones as do. */
function arrange(count: number, width: number, height: number) {
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const side = Math.min((width - (columns - 1) * gap) / columns, 120);
    if (rows * (side + gap) - gap <= height && side >= smallest) return { columns, side, shown: count };
  }
  const columns = Math.max(1, Math.floor((width + gap) / (smallest + gap)));
  const rows = Math.max(1, Math.floor((height + gap) / (smallest + gap)));
  return { columns, side: smallest, shown: Math.min(count, columns * rows) };
}

/** The mean is taken as neither for nor against: with weights that all begin above 0, differences are what can be seen. */
function pictureOf(
  { data, rows, columns }: Parameter,
  neuron: number,
  { width, height }: { readonly width: number; readonly height: number },
  { positive, negative, neutral }: Palette,
): ImageData {
  let mean = 0;
  for (let pixel = 0; pixel < rows; pixel++) mean += data[pixel * columns + neuron]! / rows;
  let greatest = 1e-12;
  for (let pixel = 0; pixel < rows; pixel++) {
    greatest = Math.max(greatest, Math.abs(data[pixel * columns + neuron]! - mean));
  }
  const image = new ImageData(width, height);
  for (let pixel = 0; pixel < rows; pixel++) {
    const value = (data[pixel * columns + neuron]! - mean) / greatest;
    const towards = value > 0 ? positive : negative;
    const share = Math.abs(value);
    for (const part of [0, 1, 2] as const) {
      image.data[4 * pixel + part] = neutral[part] + (towards[part] - neutral[part]) * share;
    }
    image.data[4 * pixel + 3] = 255;
  }
  return image;
}
