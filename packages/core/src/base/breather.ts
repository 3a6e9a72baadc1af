import { now } from './clock.js';

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
  #last = now();

  /**
   * Whether the last yield was more than 10 ms ago.
   *
   * @param time the value of `now()`, for a caller that has just read it
   */
  isDue(time = now()): boolean {
    const elapsed = time - this.#last;
    // A clock that was set back says nothing about the time that has passed.
    return elapsed > longestBreathless || elapsed < -1000;
  }

  /**
   * Yields to the event loop, so that timers, input, Ctrl-C and `AbortSignal` are handled. On a host without `setImmediate`,
   * `MessageChannel` and `setTimeout` it does nothing.
   */
  async breathe(): Promise<void> {
    await nextTask();
    this.#last = now();
  }
}

/** Resolves in a new task. A resolved promise is not enough: microtasks run before timers and input. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else if (typeof MessageChannel === 'function') {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    } else if (typeof setTimeout === 'function') setTimeout(resolve);
    // Without timers, no task waits for its turn.
    else resolve();
  });
}
