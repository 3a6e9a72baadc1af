/** A point of the drawing area, in any unit; y grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The path of a pen from where it touched to where it lifted. */
export type Stroke = readonly Point[];
