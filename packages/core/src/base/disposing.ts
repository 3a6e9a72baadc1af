declare global {
  // Programs that are compiled without the library for `using` have these types too; with it, they are the same.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
    readonly asyncDispose: unique symbol;
  }
}

/**
 * What `using` and `await using` dispose of: the base class of a program, or of data loaded by it, which has `dispose`.
 *
 * @example
 * class NothingToFree extends Disposing implements LoadedData {
 *   readonly rows = 0;
 *   dispose(): void {}
 * }
 */
export abstract class Disposing {
  /** The same as `dispose`. Not there on hosts without `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;
  /** The same as `dispose`, which waits for nothing. Not there on hosts without `Symbol.asyncDispose`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  constructor() {
    // Members by these names would be called 'undefined' on older hosts, and code outside the class could not be left out of bundles.
    define(Symbol.dispose, function (this: Disposing) {
      this.dispose();
    });
    define(Symbol.asyncDispose, async function (this: Disposing) {
      this.dispose();
    });
  }

  /** Frees what it holds. It may be called twice. */
  abstract dispose(): void;
}

function define(symbol: symbol | undefined, value: (this: Disposing) => unknown): void {
  if (symbol === undefined || symbol in Disposing.prototype) return;
  Object.defineProperty(Disposing.prototype, symbol, { value, configurable: true, writable: true });
}
