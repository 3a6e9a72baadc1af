// Images and labels as libraries take them that know no bytes.

/** The images as numbers from 0 to 1, moved by `shift`. */
export function toNumbers(images, shift = 0) {
  return Float32Array.from(images, (byte) => byte / 255 + shift);
}

/** Rows of ten numbers, 1 at the label. */
export function toOneHot(labels) {
  const rows = new Float32Array(labels.length * 10);
  for (const [row, label] of labels.entries()) rows[row * 10 + label] = 1;
  return rows;
}

/** One array a row, which shares its memory. */
export function rowsOf(numbers, columns) {
  return Array.from({ length: numbers.length / columns }, (_, row) =>
    numbers.subarray(row * columns, (row + 1) * columns),
  );
}
