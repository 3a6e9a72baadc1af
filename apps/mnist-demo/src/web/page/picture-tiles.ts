import type { Pictures } from '../data/image-sets.js';
import { greyImage } from './digit-pad.js';
import { contextOf, make } from './page-elements.js';

/** Draws one of the pictures on a canvas, with a label for screen readers. */
export function pictureTile({ width, height, pixels }: Pictures, place: number, label: string): HTMLCanvasElement {
  const canvas = make('canvas', { width: String(width), height: String(height), role: 'img', 'aria-label': label });
  const size = width * height;
  contextOf(canvas).putImageData(greyImage(pixels.subarray(place * size, (place + 1) * size), width, height, 1), 0, 0);
  return canvas;
}
