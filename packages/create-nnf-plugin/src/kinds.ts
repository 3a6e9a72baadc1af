/** The kinds of plugin that there is a template for, and what each is, in the words of the question. */
export const kinds = {
  activation: "a layer's nonlinearity",
  loss: 'what training makes small',
  initializer: 'where weights and biases begin',
  optimizer: 'how parameters follow their gradient',
  layer: 'a layer of your own, with or without parameters',
  backend: 'what computes a plan',
} as const;

export type Kind = keyof typeof kinds;

/** The kinds by name, in the order in which they are asked for. */
export const kindNames = Object.keys(kinds) as readonly Kind[];

export function isKind(value: string): value is Kind {
  return Object.hasOwn(kinds, value);
}
