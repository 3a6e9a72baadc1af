/**
 * Caches the page and the images that it has fetched, so that it works offline. The build replaces the two placeholders below
 * with the names of the page's files and a version that changes with them.
 */
const files: readonly string[] = JSON.parse('%FILES%');
const version = '%VERSION%';
const pageCache = `nnf-page-${version}`;
/** The images have a cache of their own, since they do not change with the page. */
const dataCache = 'nnf-data-1';

/** The parts of a service worker's events that this file uses. TypeScript's worker types conflict with those of a page. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

self.addEventListener('install', (event) => {
  const keep = async (): Promise<void> => {
    const cache = await caches.open(pageCache);
    await cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })));
  };
  (event as WorkerEvent).waitUntil(keep());
});

self.addEventListener('activate', (event) => {
  const forget = async (): Promise<void> => {
    const old = (await caches.keys()).filter((name) => name.startsWith('nnf-page-') && name !== pageCache);
    await Promise.all(old.map((name) => caches.delete(name)));
  };
  (event as WorkerEvent).waitUntil(forget());
});

self.addEventListener('fetch', (event) => {
  const { request } = event as RequestEvent;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  (event as RequestEvent).respondWith(answer(request, url));
});

async function answer(request: Request, url: URL): Promise<Response> {
  const isData = url.pathname.includes('/data/');
  // Files that not every visitor needs are cached when they are first requested.
  const isLater = isData || url.pathname.includes('/later/');
  const cache = await caches.open(isData ? dataCache : pageCache);
  // The folder's own address also opens index.html.
  const kept = await cache.match(request.mode === 'navigate' ? './index.html' : request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (isLater && response.status === 200) await cache.put(request, response.clone());
  return response;
}
