/**
 * Yields to the browser, so that it handles input and paints before the next piece of work. A training update changes many views
 * at once, and drawing them in one task would delay the pen.
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
