/** The kinds of plugin that have a template, each with its description in the prompt. */
export const kinds = {
  activation: "a layer's nonlinearity",
  loss: 'what training minimizes',
  initializer: 'the initial weights and biases',
  optimizer: 'how parameters are updated from gradients',
  layer: 'a layer of your own, with or without parameters',
  backend: 'what computes a plan',
} as const;

export type Kind = keyof typeof kinds;

/** The kinds by name, in the order of the question. */
export const kindNames = Object.keys(kinds) as readonly Kind[];

export function isKind(value: string): value is Kind {
  return Object.hasOwn(kinds, value);
}
