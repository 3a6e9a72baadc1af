/**
 * How many numbers of the type one is from the other: 0 if they are equal, 1 for neighbors. Infinity follows the
 * largest number.
 */
export function unitsApart(dtype: 'float32' | 'float64', a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  return Number(magnitude(ordered(dtype, a) - ordered(dtype, b)));
}

const view = new DataView(new ArrayBuffer(8));

/** Numbers of a type, counted up and down from 0. */
function ordered(dtype: 'float32' | 'float64', x: number): bigint {
  if (dtype === 'float32') {
    view.setFloat32(0, Math.abs(x));
    const place = BigInt(view.getUint32(0));
    return x < 0 ? -place : place;
  }
  view.setFloat64(0, Math.abs(x));
  const place = view.getBigUint64(0);
  return x < 0 ? -place : place;
}

function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x;
}
