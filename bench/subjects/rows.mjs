// Converts images and labels for libraries that do not accept bytes.

/** The images as numbers from 0 to 1, plus `shift`. */
export function toNumbers(images, shift = 0) {
  return Float32Array.from(images, (byte) => byte / 255 + shift);
}

/** Rows of ten numbers, with 1 at the label and 0 elsewhere. */
export function toOneHot(labels) {
  const rows = new Float32Array(labels.length * 10);
  for (const [row, label] of labels.entries()) rows[row * 10 + label] = 1;
  return rows;
}

/** One array per row, which shares the memory of `numbers`. */
export function rowsOf(numbers, columns) {
  return Array.from({ length: numbers.length / columns }, (_, row) =>
    numbers.subarray(row * columns, (row + 1) * columns),
  );
}
