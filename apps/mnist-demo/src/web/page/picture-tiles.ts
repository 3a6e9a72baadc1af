import type { Pictures } from '../data/image-sets.js';
import { greyImage } from './digit-pad.js';
import { contextOf, make } from './page-elements.js';

/** One of the pictures as a canvas, with what is said of it for those who do not see it. */
export function pictureTile({ width, height, pixels }: Pictures, place: number, label: string): HTMLCanvasElement {
  const canvas = make('canvas', { width: String(width), height: String(height), role: 'img', 'aria-label': label });
  const size = width * height;
  contextOf(canvas).putImageData(greyImage(pixels.subarray(place * size, (place + 1) * size), width, height, 1), 0, 0);
  return canvas;
}
