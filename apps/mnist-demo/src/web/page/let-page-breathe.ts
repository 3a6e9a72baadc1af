/**
 * Ends a task, so that what waits is done before the next piece of work: input, and what was drawn. Training brings much to
 * show at once; no piece of it may keep the pen waiting.
 */
export function letPageBreathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
