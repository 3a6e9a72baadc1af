/** A row or column of a matrix: its number as text. */
export interface Place {
  readonly text: string;
  /** The same as an integer, if gpu.js takes it for one. It takes no named number for an integer. */
  readonly integer?: string;
  /** The group of four that it is in and its position there, if both are known without computing them. */
  readonly four?: string;
  readonly lane?: number;
}

/** The place with a known number. */
export function placeAt(number: number): Place {
  const text = String(number);
  return { text, integer: text, four: String(Math.floor(number / 4)), lane: number % 4 };
}

/** The first `count` places of a group of four. */
export function placesOfFour(four: string, count: number): readonly Place[] {
  return Array.from({ length: Math.min(4, count) }, (_, lane) => {
    const text = lane === 0 ? `(${four} * 4)` : `(${four} * 4 + ${lane})`;
    return { text, integer: text, four, lane };
  });
}

/** The names of computed values, so that no value is computed twice. A block's own names end with it. */
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

/** The statements of a kernel, in the making. */
export class Statements {
  readonly lines: string[] = [];
  #scope = new Scope();
  #names = 0;

  add(line: string): void {
    this.lines.push(line);
  }

  /** A name for the value of an expression's text. A text that was computed before keeps its name. */
  name(text: string): string {
    // A text that reads a variable may have another value the next time.
    if (/\bv\d/.test(text)) return this.#newName(text);
    return this.once(`text ${text}`, () => this.#newName(text));
  }

  /** The value for a key. It is computed once in this block and those around it. */
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

  /** A name for the final value of a variable. */
  settle(variable: string): string {
    return this.#newName(variable);
  }

  /**
   * A loop over `count` places in order, the first ones or those from `start` on. In a sum the counter comes first: gpu.js takes a
   * sum that begins with a number for a float, which is not exact from 2²⁴ on.
   */
  forEach(count: number, body: (place: Place) => void, start?: string): void {
    this.forSteps(count, 1, (counter) => {
      const text = start === undefined ? counter : `(${counter} + ${start})`;
      body({ text, integer: text });
    });
  }

  /**
   * The same loop, with several groups of four places in each turn: a turn costs about as much as the work at one place.
   * `start` is the number of a group.
   */
  forEachOfFours(count: number, foursPerTurn: number, body: (place: Place) => void, start?: string): void {
    const turns = Math.floor(count / (4 * foursPerTurn));
    const from = (four: string): string => (start === undefined ? four : `(${four} + ${start})`);
    if (turns > 0) {
      this.forSteps(turns, 1, (counter) => {
        for (let four = 0; four < foursPerTurn; four++) {
          const place = from(foursPerTurn === 1 ? counter : `(${counter} * ${foursPerTurn} + ${four})`);
          placesOfFour(place, 4).forEach(body);
        }
      });
    }
    for (let place = turns * 4 * foursPerTurn; place < count; place++) body(placeAt(Number(start ?? 0) * 4 + place));
  }

  /** A loop over 0, `step`, 2 · `step` and so on. gpu.js takes a counter that does not grow by 1 for a float. */
  forSteps(turns: number, step: number, body: (place: string) => void): void {
    const counter = `k${this.#names++}`;
    this.block(`for (let ${counter} = 0; ${counter} < ${turns}; ${counter}++)`, () =>
      body(step === 1 ? counter : `(${counter} * ${step})`),
    );
  }

  /** A block of statements with a head, such as `if (…)`. */
  block(head: string, body: () => void): void {
    this.add(`${head} {`);
    this.#scope = new Scope(this.#scope);
    body();
    this.#scope = this.#scope.outer!;
    this.add('}');
  }

  #newName(text: string): string {
    const name = `t${this.#names++}`;
    this.add(`const ${name} = ${text};`);
    return name;
  }
}
