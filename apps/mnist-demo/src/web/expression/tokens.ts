/** The reason why a text is not an expression, with the position of the error. */
export class ExpressionError extends Error {
  /**
   * @param from the index of the first wrong character, from 0
   * @param to the index after the last wrong character
   */
  constructor(
    message: string,
    readonly from: number,
    readonly to: number,
  ) {
    super(message);
  }
}

/** A token of an expression. The last token has the kind `end`. */
export interface Token {
  readonly kind: 'number' | 'name' | 'symbol' | 'end';
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const pattern =
  /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([a-z][a-z0-9]*)|(\*\*|[<>=!]=|&&|\|\||[-+*/^()<>,?:!]))/iy;

/**
 * Splits a text into numbers, names and symbols.
 *
 * @throws ExpressionError for any other character
 */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  let at = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [, number, name, symbol] = match;
    const found = number ?? name ?? symbol ?? '';
    at = pattern.lastIndex;
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'symbol';
    tokens.push({ kind, text: found, from: at - found.length, to: at });
  }
  const rest = text.slice(at);
  const wrong = at + rest.length - rest.trimStart().length;
  if (wrong < text.length) throw new ExpressionError(`Unexpected ‘${text[wrong]}’`, wrong, wrong + 1);
  return [...tokens, { kind: 'end', text: '', from: text.length, to: text.length }];
}
