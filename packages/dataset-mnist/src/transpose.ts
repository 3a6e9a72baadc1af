import type { IdxArray } from './idx-array.js';

/** Images `[samples, height, width]` with lines and columns swapped, `[samples, width, height]`, in the same memory. */
export function transpose<Images extends IdxArray>(images: Images): Images {
  const { shape, data } = images;
  const [samples = 0, height = 0, width = 0] = shape;
  const size = height * width;
  const image = data.slice(0, size);
  for (let start = 0; start < samples * size; start += size) {
    image.set(data.subarray(start, start + size));
    let target = start;
    for (let column = 0; column < width; column++) {
      for (let i = column; i < size; i += width) data[target++] = image[i]!;
    }
  }
  return { ...images, shape: [samples, width, height] };
}
