/** Identifies a layer within its network. */
export interface LayerLabel {
  /** The layer's name: `hidden`. */
  readonly name: string;
  /** Counts the hidden layers of this name from 1. The input and the output layer have none. */
  readonly number?: number;
}

/** The label in tables, plans and parameter names: `hidden 1`. */
export function shortLabel({ name, number }: LayerLabel): string {
  return number === undefined ? name : `${name} ${number}`;
}

/** The label in sentences: `hidden layer 1`. */
export function longLabel({ name, number }: LayerLabel): string {
  return number === undefined ? `${name} layer` : `${name} layer ${number}`;
}

/** The network's name for a layer's parameter: `hidden 1 weights`. */
export function parameterName(label: LayerLabel, parameter: string): string {
  return `${shortLabel(label)} ${parameter}`;
}
