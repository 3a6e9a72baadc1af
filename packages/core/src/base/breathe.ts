/**
 * Lets the host do what waits: timers, input, Ctrl-C, `AbortSignal`. A resolved promise is not enough, since microtasks
 * run before all of these; this awaits a real task.
 *
 * @example
 * while (work.left) { work.doSome(); await breathe(); }
 */
export function breathe(): Promise<void> {
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
