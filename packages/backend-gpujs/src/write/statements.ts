/** A place along an axis: its number as text. */
export interface Place {
  readonly text: string;
  /** The same as an integer, where it is known as one: to gpu.js what has a name is none. */
  readonly integer?: string;
  /** The four that it is in and its place there, where these are known without computing them. */
  readonly four?: string;
  readonly lane?: number;
}

/** A place of a known number. */
export function placeAt(number: number): Place {
  const text = String(number);
  return { text, integer: text, four: String(Math.floor(number / 4)), lane: number % 4 };
}

/** The places of a four, of which only so many are there. */
export function placesOfFour(four: string, count: number): readonly Place[] {
  return Array.from({ length: Math.min(4, count) }, (_, lane) => {
    const text = lane === 0 ? `(${four} * 4)` : `(${four} * 4 + ${lane})`;
    return { text, integer: text, four, lane };
  });
}

/** Names for what has been computed, so that it is not computed again; a block's own are forgotten at its end. */
class Scope {
  readonly #known = new Map<string, unknown>();
  constructor(readonly outer?: Scope) {}

  find(key: string): unknown {
    return this.#known.get(key) ?? this.outer?.find(key);
  }

  set(key: string, value: unknown): void {
    this.#known.set(key, value);
  }
}

/** The statements of a kernel, as they are written one after the other. */
export class Statements {
  readonly lines: string[] = [];
  #scope = new Scope();
  #names = 0;

  add(line: string): void {
    this.lines.push(line);
  }

  /** A name for what a text computes; the same one where it has been computed. */
  name(text: string): string {
    // What holds a variable's name may change.
    if (/\bv\d/.test(text)) return this.#newName(text);
    return this.once(`text ${text}`, () => this.#newName(text));
  }

  /** What is computed for a key, the first time in this block or in one around it. */
  once<Value>(key: string, compute: () => Value): Value {
    const known = this.#scope.find(key);
    if (known !== undefined) return known as Value;
    const value = compute();
    this.#scope.set(key, value);
    return value;
  }

  variable(value: string): string {
    const name = `v${this.#names++}`;
    this.add(`let ${name} = ${value};`);
    return name;
  }

  /** A name for what a variable holds from now on. */
  settle(variable: string): string {
    return this.#newName(variable);
  }

  /** Statements for each of so many places, in their order. */
  forEach(count: number, body: (place: Place) => void): void {
    this.#loop(count, (counter) => body({ text: counter, integer: counter }));
  }

  /** The same, some fours of places a turn: a turn alone takes about as long as what is done at a place. */
  forEachOfFours(count: number, foursPerTurn: number, body: (place: Place) => void): void {
    const turns = Math.floor(count / (4 * foursPerTurn));
    if (turns > 0) {
      this.#loop(turns, (counter) => {
        for (let four = 0; four < foursPerTurn; four++) {
          const place = foursPerTurn === 1 ? counter : `(${counter} * ${foursPerTurn} + ${four})`;
          placesOfFour(place, 4).forEach(body);
        }
      });
    }
    for (let place = turns * 4 * foursPerTurn; place < count; place++) body(placeAt(place));
  }

  /** Statements after a head, in braces. */
  block(head: string, body: () => void): void {
    this.add(`${head} {`);
    this.#scope = new Scope(this.#scope);
    body();
    this.#scope = this.#scope.outer!;
    this.add('}');
  }

  #loop(turns: number, body: (counter: string) => void): void {
    const counter = `k${this.#names++}`;
    this.block(`for (let ${counter} = 0; ${counter} < ${turns}; ${counter}++)`, () => body(counter));
  }

  #newName(text: string): string {
    const name = `t${this.#names++}`;
    this.add(`const ${name} = ${text};`);
    return name;
  }
}
