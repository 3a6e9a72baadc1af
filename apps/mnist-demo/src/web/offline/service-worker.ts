/**
 * Keeps the page and the images that it has fetched, so that it works without a network. The build puts the names of the
 * page's files, and a version that changes with them, in place of the two words below.
 */
const files: readonly string[] = JSON.parse('%FILES%');
const version = '%VERSION%';
const pageCache = `nnf-page-${version}`;
/** The images do not change with the page. */
const dataCache = 'nnf-data-1';

/** What this file uses of a service worker's events; their types and those of a page cannot be had in one program. */
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
  // What not every visitor needs is kept once it was asked for.
  const isLater = isData || url.pathname.includes('/later/');
  const cache = await caches.open(isData ? dataCache : pageCache);
  // The folder's address is that of the page in it.
  const kept = await cache.match(request.mode === 'navigate' ? './index.html' : request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (isLater && response.status === 200) await cache.put(request, response.clone());
  return response;
}
