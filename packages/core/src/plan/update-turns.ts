import type { RunRequest } from './backend.js';

/**
 * Takes turns between a program's runs that read parameters and those that update them. No run sees a batch's updates half
 * done, and all batches of a run that only reads see the same parameters.
 */
export class UpdateTurns {
  #readers = 0;
  #isUpdating = false;
  /** A batch's updates that are under way. */
  #pieces: Iterator<unknown> | undefined;
  /** Called when a turn ends. */
  #waiting: (() => void)[] = [];

  /** Whether a run has to wait for another one. */
  mustWait(updates: boolean): boolean {
    return this.#isUpdating || (updates && this.#readers > 0);
  }

  /** Runs something that reads parameters. */
  async read<T>(run: () => Promise<T>): Promise<T> {
    while (this.#isUpdating) await this.#change();
    this.#readers++;
    try {
      return await run();
    } finally {
      this.#readers--;
      this.#wake();
    }
  }

  /** Takes the turn to update parameters. New readers wait from here on. */
  async take(signal: AbortSignal | undefined): Promise<void> {
    while (this.#isUpdating) await this.#change();
    this.#isUpdating = true;
    if (this.#readers === 0) return;
    const wake = (): void => this.#wake();
    signal?.addEventListener('abort', wake);
    while (this.#readers > 0 && !signal?.aborted) await this.#change();
    signal?.removeEventListener('abort', wake);
  }

  /** The same as `take`, when it has not to wait. */
  takeNow(): void {
    this.#isUpdating = true;
  }

  /** Says how the updates under way can be finished. */
  perform(pieces: Iterator<unknown>): void {
    this.#pieces = pieces;
  }

  /** Finishes the updates under way. */
  finish(): void {
    while (this.#pieces && !this.#pieces.next().done);
  }

  /** Gives the turn back. */
  give(): void {
    this.#isUpdating = false;
    this.#pieces = undefined;
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** A run's turns to update parameters, one for each batch or for several. A run that only reads need not wait for them. */
export class UpdateTurn {
  #batches = 0;
  #holds = false;

  /**
   * @internal
   * @param turns those of the program; undefined for a run that only reads
   * @param checkUsable throws if the program was disposed of
   */
  constructor(
    private readonly request: Pick<RunRequest, 'signal' | 'onProgress'>,
    private readonly turns: UpdateTurns | undefined,
    private readonly checkUsable: () => void,
  ) {}

  /**
   * Call it before updates. If it returns a promise, await it: a run that reads parameters is under way. It rejects when the
   * run is aborted or the program disposed of meanwhile.
   */
  begin(): Promise<void> | undefined {
    if (!this.turns) return undefined;
    if (this.turns.mustWait(true)) return this.#wait(this.turns);
    this.turns.takeNow();
    this.#holds = true;
    return undefined;
  }

  /** Call it after the updates of so many batches. */
  end(batches: number): void {
    this.close();
    this.#batches += batches;
    this.request.onProgress?.(this.#batches);
  }

  /**
   * Performs a batch's updates in pieces, `begin` and `end` included. If it returns a promise, await it.
   *
   * @param pieces performs the next pieces whenever it is asked, until it is time to pause. Whoever reads a parameter during a
   * pause has it perform all that is left
   * @param pause yields to the event loop
   */
  update(pieces: Iterator<unknown>, pause: () => Promise<unknown>): Promise<void> | undefined {
    const waiting = this.begin();
    if (waiting || !pieces.next().done) return this.#goOn(pieces, pause, waiting);
    this.end(1);
    return undefined;
  }

  /** @internal Ends a turn in which a run has failed. */
  close(): void {
    if (!this.#holds) return;
    this.#holds = false;
    this.turns?.give();
  }

  async #goOn(pieces: Iterator<unknown>, pause: () => Promise<unknown>, waiting?: Promise<void>): Promise<void> {
    if (waiting) await waiting;
    this.turns?.perform(pieces);
    if (!waiting) await pause();
    while (!pieces.next().done) await pause();
    this.end(1);
  }

  async #wait(turns: UpdateTurns): Promise<void> {
    await turns.take(this.request.signal);
    this.#holds = true;
    this.checkUsable();
    this.request.signal?.throwIfAborted();
  }
}
