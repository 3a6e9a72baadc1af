/** Which layer of a network it is: its name, and which of the hidden layers of that name, from 1. */
export interface LayerLabel {
  /** `hidden` */
  readonly name: string;
  /** Left out for the input and the output layer, of which there is one each. */
  readonly number?: number;
}

/** `hidden 1`, as tables, plans and parameters call it. */
export function shortLabel({ name, number }: LayerLabel): string {
  return number === undefined ? name : `${name} ${number}`;
}

/** `hidden layer 1`, as a sentence calls it. */
export function longLabel({ name, number }: LayerLabel): string {
  return number === undefined ? `${name} layer` : `${name} layer ${number}`;
}

/** The name of one of its parameters in the network: `hidden 1 weights`. */
export function parameterName(label: LayerLabel, parameter: string): string {
  return `${shortLabel(label)} ${parameter}`;
}
