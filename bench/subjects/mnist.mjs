// Reads the first images and labels of MNIST's files, and nothing else. A program that trains on 500 images must not have
// a file of 47 MB in its peak memory.
import { closeSync, openSync, readSync } from 'node:fs';

const pixels = 784;

/** Bytes of `count` images, and their labels. */
export function readImages(folder, count, set = 'train') {
  return {
    images: readPart(`${folder}/${set}-images-idx3-ubyte`, 16, count * pixels),
    labels: readPart(`${folder}/${set}-labels-idx1-ubyte`, 8, count),
  };
}

function readPart(path, from, length) {
  const bytes = new Uint8Array(length);
  const file = openSync(path);
  try {
    if (readSync(file, bytes, 0, length, from) !== length) throw new Error(`${path} is shorter than ${from + length}`);
  } finally {
    closeSync(file);
  }
  return bytes;
}
