/** The longest time between two turns of the event loop, in milliseconds: well under the 50 that people notice. */
const longestBreathless = 10;

/**
 * Keeps long work from blocking the event loop: says when the loop is due for a turn, and gives it one.
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
   * Whether the event loop has had no turn for 10 ms.
   *
   * @param now the time of `performance.now()`, for a caller that has just asked for it
   */
  isDue(now = performance.now()): boolean {
    return now - this.#last > longestBreathless;
  }

  /** Lets the host run whatever waits: timers, input, Ctrl-C, `AbortSignal`. */
  async breathe(): Promise<void> {
    await nextTask();
    this.#last = performance.now();
  }
}

/** Waits for a task of its own. A resolved promise is not enough: microtasks run before timers and input. */
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
