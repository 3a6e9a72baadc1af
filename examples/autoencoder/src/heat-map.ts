/** A matrix to draw as coloured squares. */
export interface HeatMap {
  readonly left: number;
  readonly top: number;
  /** The side of a square, without the line between squares. */
  readonly side: number;
  readonly rows: readonly (readonly number[])[];
  /** The value with the full colour. Its negative has the other full colour. */
  readonly greatest: number;
  /** The colours of the greatest value and of its negative; 0 is white. */
  readonly colours: readonly [positive: Colour, negative: Colour];
  /** Whether to write the values into the squares. */
  readonly withNumbers?: boolean;
}

export type Colour = readonly [red: number, green: number, blue: number];

export const black: Colour = [0, 0, 0];
export const blue: Colour = [31, 79, 191];
export const orange: Colour = [194, 84, 27];

// `toFixed` writes −0.0 for small negative numbers that round to 0.
const oneDigit = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'negative',
});

/** Draws a matrix's values as squares, in SVG elements. */
export function heatMap({ left, top, side, rows, greatest, colours, withNumbers = false }: HeatMap): string {
  const lines = rows.flatMap((row, r) =>
    row.map((value, column) => {
      const x = left + column * side;
      const y = top + r * side;
      const share = Math.min(1, Math.abs(value) / greatest);
      const fill = mix(value > 0 ? colours[0] : colours[1], share);
      const square = `<rect x="${x}" y="${y}" width="${side - 1}" height="${side - 1}" fill="${fill}"/>`;
      if (!withNumbers) return square;
      const middle = { x: x + (side - 1) / 2, y: y + side / 2 + 3.5 };
      const ink = share > 0.6 ? '#fff' : '#000';
      return `${square}<text x="${middle.x}" y="${middle.y}" text-anchor="middle" fill="${ink}">${oneDigit.format(value)}</text>`;
    }),
  );
  const [width, height] = [(rows[0]?.length ?? 0) * side, rows.length * side];
  // The lines between the squares make white squares visible.
  const paper = `<rect x="${left - 1}" y="${top - 1}" width="${width + 1}" height="${height + 1}" fill="#ccc"/>`;
  return [paper, ...lines].join('\n');
}

function mix(colour: Colour, share: number): string {
  const parts = colour.map((part) => Math.round(255 + (part - 255) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
