/** Lets the page be opened again without a network. Not on addresses where browsers have no service workers. */
export function workOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  // What cannot be kept is fetched again the next time: nobody needs to hear of it.
  navigator.serviceWorker.register('./service-worker.js').catch(() => {});
}
