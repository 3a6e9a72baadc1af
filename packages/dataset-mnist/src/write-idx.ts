import { bytesOf, swapByteOrder } from './convert-elements.js';
import { fail } from './fail.js';
import { allocate, bytesPerElement, elementTypes, type IdxArray } from './idx-array.js';
import { countElements, describe } from './idx-header.js';

/**
 * The bytes of an IDX file that holds this array. {@link parseIdx} gives the same array back, to the last bit.
 *
 * @param array a type, a shape of 0 to 255 sizes from 0 to 2^32 − 1, and data of that type, as many as the shape's product
 * @returns a new array of 4 + 4 · rank + elements · bytes each
 * @throws NnfError `INVALID_ARGUMENT` where the type is none of the six, the rank or a size is out of range, or the data is
 * another kind of array or has another length; `IDX_MEMORY` where the engine cannot give the bytes
 * @example
 * const bytes = writeIdx({ type: 'uint8', shape: [2, 2], data: new Uint8Array([1, 2, 3, 4]) });
 * bytes.length; // 16
 */
export function writeIdx(array: IdxArray): Uint8Array {
  check(array);
  const { type, shape, data, name = 'writeIdx' } = array;
  const headerBytes = 4 + 4 * shape.length;
  const bytes = allocate('uint8', headerBytes + data.byteLength, name);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, elementTypes[type].code);
  view.setUint8(3, shape.length);
  shape.forEach((size, dimension) => {
    view.setUint32(4 + 4 * dimension, size);
  });
  bytes.set(bytesOf(data), headerBytes);
  swapByteOrder(bytes.subarray(headerBytes), bytesPerElement(type));
  return bytes;
}

function check({ type, shape, data, name = 'writeIdx' }: IdxArray): void {
  const refuse = (problem: string): never => fail('INVALID_ARGUMENT', name, problem);
  if (!Object.hasOwn(elementTypes, type)) {
    refuse(`type is ${String(type)}, expected one of ${Object.keys(elementTypes).join(', ')}`);
  }
  if (!Array.isArray(shape) || shape.length > 255) {
    refuse(`shape has ${Array.isArray(shape) ? shape.length : 'no'} sizes, expected an array of 0 to 255`);
  }
  const wrong = shape.findIndex((size) => !Number.isInteger(size) || size < 0 || size > 0xffffffff);
  if (wrong >= 0) refuse(`size ${wrong} of the shape is ${shape[wrong]}, expected an integer from 0 to 4294967295`);
  const expected = elementTypes[type].Array.name;
  const found = Object.prototype.toString.call(data).slice(8, -1);
  if (found !== expected) refuse(`data is ${found}, expected ${expected} for elements of type ${type}`);
  const elements = countElements(shape);
  if (data.length !== elements) {
    refuse(`data has ${data.length} elements, the header ${describe({ type, shape })} stands for ${elements}`);
  }
}
