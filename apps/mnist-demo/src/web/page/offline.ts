/** Registers the service worker, so that the page opens offline. Does nothing where browsers offer no service workers. */
export function workOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  // If the registration fails, the page only fetches its files again.
  navigator.serviceWorker.register('./service-worker.js').catch(() => {});
}
