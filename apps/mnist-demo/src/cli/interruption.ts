/**
 * Ctrl-C while the program works: the first asks for an orderly end, the second ends it at once. Before it listens and
 * after it was closed, the first one does.
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
