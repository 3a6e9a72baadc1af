import { constants } from 'node:os';

/** Ctrl-C, a request to end (`kill`, a container that stops), and a closed terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Interrupt = (typeof signals)[number];

/**
 * Handles the signals from its construction until `close`. The first signal calls `onFirst`, for an orderly end; any later one
 * calls `onSecond`, to end at once. At other times, a signal ends the program at once as usual.
 */
export class Interruption {
  #first: Interrupt | undefined;

  /** @param onSecond receives the exit status that shells report after the signal: 128 plus its number */
  constructor(
    private readonly onFirst: () => void,
    private readonly onSecond: (status: number) => void,
  ) {
    for (const signal of signals) process.on(signal, this.#handle);
  }

  /** Whether a signal was received. */
  get requested(): boolean {
    return this.#first !== undefined;
  }

  /** Whether the terminal was closed: output fails from then on. */
  get hungUp(): boolean {
    return this.#first === 'SIGHUP';
  }

  close(): void {
    for (const signal of signals) process.off(signal, this.#handle);
  }

  readonly #handle = (signal: NodeJS.Signals): void => {
    const first = !this.requested;
    this.#first ??= signals.find((one) => one === signal);
    if (first) this.onFirst();
    else this.onSecond(128 + constants.signals[signal]);
  };
}
