declare global {
  // For programs compiled without TypeScript's `esnext.disposable` library, which declares the same.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
    readonly asyncDispose: unique symbol;
  }
}

/**
 * The base class of programs, loaded data and networks: `using` and `await using` call its `dispose`.
 *
 * @example
 * class NothingToFree extends Disposing implements LoadedData {
 *   readonly rows = 0;
 *   dispose(): void {}
 * }
 */
export abstract class Disposing {
  /** The same as `dispose`. Missing on hosts without `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;
  /** The same as `dispose`, which is synchronous. Missing on hosts without `Symbol.asyncDispose`. */
  declare readonly [Symbol.asyncDispose]: () => Promise<void>;

  constructor() {
    // Computed members would be named 'undefined' on older hosts, and bundlers could not drop code outside the class.
    define(Symbol.dispose, function (this: Disposing) {
      this.dispose();
    });
    define(Symbol.asyncDispose, async function (this: Disposing) {
      this.dispose();
    });
  }

  /** Frees all resources. It may be called twice. */
  abstract dispose(): void;
}

function define(symbol: symbol | undefined, value: (this: Disposing) => unknown): void {
  if (symbol === undefined || symbol in Disposing.prototype) return;
  Object.defineProperty(Disposing.prototype, symbol, { value, configurable: true, writable: true });
}
