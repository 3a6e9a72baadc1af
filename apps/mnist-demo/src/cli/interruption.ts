/**
 * Handles Ctrl-C from its construction until `close`. The first Ctrl-C calls `onFirst`, for an orderly end; any later one calls
 * `onSecond`, to end at once. At other times, Ctrl-C ends the program at once as usual.
 */
export class Interruption {
  #requested = false;

  constructor(
    private readonly onFirst: () => void,
    private readonly onSecond: () => void,
  ) {
    process.on('SIGINT', this.#handle);
  }

  /** Whether Ctrl-C was pressed. */
  get requested(): boolean {
    return this.#requested;
  }

  close(): void {
    process.off('SIGINT', this.#handle);
  }

  readonly #handle = (): void => {
    const first = !this.#requested;
    this.#requested = true;
    if (first) this.onFirst();
    else this.onSecond();
  };
}
