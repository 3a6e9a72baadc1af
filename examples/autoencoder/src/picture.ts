import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { placeOf } from './files.js';
import { WrongUse } from './wrong-use.js';

/** A square grey picture. */
export interface Picture {
  /** The number of rows, and of pixels per row. */
  readonly size: number;
  /** Row by row, from 0 (black) to 1 (white). */
  readonly pixels: readonly number[];
}

/**
 * Reads the middle square of a PNG file as `size` × `size` grey pixels.
 *
 * @throws WrongUse for a file that is missing, not a PNG, or damaged
 */
export async function readPicture(file: string, size: number): Promise<Picture> {
  let bytes: Buffer;
  try {
    bytes = await readFile(placeOf(file));
  } catch (error) {
    throw new WrongUse(`${file}: cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  try {
    return shrink(PNG.sync.read(bytes), size);
  } catch (error) {
    throw new WrongUse(`${file}: not a PNG picture, or damaged: ${error instanceof Error ? error.message : error}`);
  }
}

/** Each pixel is the mean of the area that it covers in the middle square. */
function shrink(png: PNG, size: number): Picture {
  const side = Math.min(png.width, png.height);
  const left = (png.width - side) / 2;
  const top = (png.height - side) / 2;
  const step = side / size;
  const pixels = Array.from({ length: size * size }, (_, pixel) => {
    const columns = covered(left + (pixel % size) * step, step);
    const rows = covered(top + Math.floor(pixel / size) * step, step);
    let sum = 0;
    for (const row of rows) {
      for (const column of columns) sum += row.share * column.share * grey(png, column.at, row.at);
    }
    return sum;
  });
  return { size, pixels };
}

/** The pixels that the interval of `length` from `from` overlaps, each with its share of the interval. */
function covered(from: number, length: number): readonly { readonly at: number; readonly share: number }[] {
  const to = from + length;
  const first = Math.floor(from);
  return Array.from({ length: Math.ceil(to - 1e-9) - first }, (_, i) => {
    const at = first + i;
    return { at, share: (Math.min(at + 1, to) - Math.max(at, from)) / length };
  });
}

/** The lightness of a pixel on white paper, with the weights of ITU-R BT.601 for red, green and blue. */
function grey({ data, width }: PNG, x: number, y: number): number {
  const at = 4 * (y * width + x);
  const opacity = data[at + 3]! / 255;
  const colour = (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / 255;
  return colour * opacity + (1 - opacity);
}

const gap = 8;
const zoom = 8;

/** Encodes pictures of one size as a PNG file. They are side by side on white, with each pixel enlarged to 8 × 8. */
export function picturesToPng(pictures: readonly Picture[]): Uint8Array {
  const size = pictures[0]?.size ?? 0;
  const step = size * zoom + gap;
  const png = new PNG({ width: pictures.length * step + gap, height: step + gap });
  png.data.fill(255);
  pictures.forEach(({ pixels }, i) => {
    for (let y = 0; y < size * zoom; y++) {
      for (let x = 0; x < size * zoom; x++) {
        const value = pixels[Math.floor(y / zoom) * size + Math.floor(x / zoom)]!;
        const at = 4 * ((gap + y) * png.width + gap + i * step + x);
        png.data.fill(Math.round(255 * value), at, at + 3);
      }
    }
  });
  return PNG.sync.write(png, { colorType: 0 });
}
