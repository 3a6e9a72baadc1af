import { type Checksums, KeptFiles } from './kept-files.js';

/**
 * Caches the page and the images that it has fetched, so that it works offline. The build replaces the two placeholders below with
 * the names and checksums of the page's files: those that every visitor needs, and those cached when they are first requested.
 */
const pageFiles: Checksums = JSON.parse('%PAGE_FILES%');
const laterFiles: Checksums = JSON.parse('%LATER_FILES%');
const kept = new KeptFiles(new URL('./', location.href).href, { ...pageFiles, ...laterFiles });

/** The parts of a service worker's events that this file uses. TypeScript's worker types conflict with those of a page. */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

self.addEventListener('install', (event) => {
  const keep = async (name: string): Promise<void> => {
    if (!(await kept.find(name))) await kept.fetchAndKeep(name);
  };
  (event as WorkerEvent).waitUntil(Promise.all(Object.keys(pageFiles).map(keep)));
});

self.addEventListener('activate', (event) => (event as WorkerEvent).waitUntil(kept.removeOthers()));

self.addEventListener('fetch', (event) => {
  const { request } = event as RequestEvent;
  const name = kept.nameOf(request);
  if (name !== undefined) (event as RequestEvent).respondWith(answer(name, request));
});

async function answer(name: string, request: Request): Promise<Response> {
  const found = await kept.find(name);
  if (found) return found;
  const response = await fetch(request);
  // The page can use the file even if the browser has no space to cache it.
  await kept.keep(name, response).catch(() => false);
  return response;
}
