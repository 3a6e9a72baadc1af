/** Lets the page be opened again without a network. Not on addresses where browsers have no service workers. */
export function workOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  // A failed registration only means that files are fetched again.
  navigator.serviceWorker.register('./service-worker.js').catch(() => {});
}
