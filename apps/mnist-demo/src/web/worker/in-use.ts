/** Tracks pending work on a network, so that the network is not disposed of while in use. */
export class InUse {
  readonly #work = new Set<Promise<unknown>>();

  /** @returns the same promise */
  by<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const forget = (): void => {
      this.#work.delete(work);
    };
    work.then(forget, forget);
    return work;
  }

  /** Resolves once all work started so far has finished or failed. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#work);
  }
}
