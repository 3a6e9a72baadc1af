/** The longest time between two yields, in milliseconds: well below the 50 ms that people notice. */
const longestBreathless = 10;

/**
 * Keeps long work from blocking the event loop: tells when to yield, and yields.
 *
 * @example
 * const breather = new Breather();
 * while (work.left) {
 *   work.doSome();
 *   if (breather.isDue()) await breather.breathe();
 * }
 */
export class Breather {
  #last = performance.now();

  /**
   * Whether the last yield was more than 10 ms ago.
   *
   * @param now the value of `performance.now()`, for a caller that has just read it
   */
  isDue(now = performance.now()): boolean {
    return now - this.#last > longestBreathless;
  }

  /** Yields to the event loop, so that timers, input, Ctrl-C and `AbortSignal` are handled. */
  async breathe(): Promise<void> {
    await nextTask();
    this.#last = performance.now();
  }
}

/** Resolves in a new task. A resolved promise is not enough: microtasks run before timers and input. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
