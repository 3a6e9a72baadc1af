import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillServiceWorker } from './fill-service-worker.js';
import { type Checksums, checksumOf, KeptFiles } from './kept-files.js';

/** The browser's caches, as far as the page uses them. */
class Caches {
  readonly byName = new Map<string, Map<string, Response>>();

  async open(name: string) {
    const entries = this.byName.get(name) ?? new Map<string, Response>();
    this.byName.set(name, entries);
    return {
      match: async (url: string) => entries.get(url)?.clone(),
      put: async (url: string, response: Response) => void entries.set(url, response),
      keys: async () => [...entries.keys()].map((url) => ({ url })),
      delete: async ({ url }: { readonly url: string }) => entries.delete(url),
    };
  }
}

const images = new Uint8Array(gzipSync('images'));
const folder = 'https://host/data/later/demo/';
let caches: Caches;
let checksums: Checksums;
beforeEach(async () => {
  caches = new Caches();
  vi.stubGlobal('caches', caches);
  checksums = {
    'index.html': await checksumOf(new TextEncoder().encode('<html>page</html>')),
    'data/images.idx.gz': await checksumOf(images),
  };
});
afterEach(() => void vi.unstubAllGlobals());

const portal = (): Response => new Response('<html>log in</html>', { headers: { 'content-type': 'text/html' } });
const textOf = async (response: Response | undefined): Promise<string | undefined> => response?.text();

describe('KeptFiles', () => {
  it.each([
    ['', 'index.html'],
    ['index.html', 'index.html'],
    ['index.html?from=mail#seed=1', 'index.html'],
    ['data/images.idx.gz', 'data/images.idx.gz'],
    ['data/others.idx.gz', undefined],
    ['deeper/', undefined],
    ['deeper/index.html', undefined],
    ['deeper/data/images.idx.gz', undefined],
    ['toString', undefined],
    ['../index.html', undefined],
    ['https://elsewhere/data/later/demo/index.html', undefined],
  ])('knows its files by their place in its folder: %j is %s', (path, name) => {
    const url = new URL(path, folder).href;
    const kept = new KeptFiles(folder, checksums);
    expect(kept.nameOf({ method: 'GET', url, headers: new Headers() })).toBe(name);
    expect(kept.nameOf({ method: 'POST', url, headers: new Headers() })).toBeUndefined();
    expect(kept.nameOf({ method: 'GET', url, headers: new Headers({ range: 'bytes=0-1' }) })).toBeUndefined();
  });

  it('keeps what the build has made, and nothing else', async () => {
    const kept = new KeptFiles(folder, checksums);
    const wrong = [portal(), new Response(images.subarray(0, -1)), new Response(gzipSync('other')), new Response('')];
    for (const answer of [...wrong, new Response(images, { status: 203 })]) {
      expect(await kept.keep('data/images.idx.gz', answer)).toBe(false);
      // The page reads the answer all the same.
      expect(answer.bodyUsed).toBe(false);
    }
    expect(await kept.find('data/images.idx.gz')).toBeUndefined();
    expect(await kept.keep('data/images.idx.gz', new Response(images, { headers: { 'x-a': 'b' } }))).toBe(true);
    const found = await kept.find('data/images.idx.gz');
    expect(found?.headers.get('x-a')).toBe('b');
    expect(new Uint8Array((await found?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(images);
  });

  it('keeps a gzip that was inflated on the way', async () => {
    const kept = new KeptFiles(folder, checksums);
    expect(await kept.keep('data/images.idx.gz', new Response('images'))).toBe(true);
    expect(await textOf(await kept.find('data/images.idx.gz'))).toBe('images');
  });

  it('is not installed from a network that answers for the server', async () => {
    const kept = new KeptFiles(folder, checksums);
    vi.stubGlobal('fetch', async () => portal());
    await expect(kept.fetchAndKeep('index.html')).rejects.toThrow(
      `${folder}index.html does not match the checksum of the build`,
    );
    vi.stubGlobal('fetch', async () => new Response('<html>page</html>'));
    await kept.fetchAndKeep('index.html');
    expect(await textOf(await kept.find('index.html'))).toBe('<html>page</html>');
  });

  it('finds nothing where the browser cannot read its cache, so that the file is fetched', async () => {
    const kept = new KeptFiles(folder, checksums);
    await kept.keep('data/images.idx.gz', new Response(images));
    vi.stubGlobal('caches', { open: () => Promise.reject(new Error('Internal error opening backing store')) });
    expect(await kept.find('data/images.idx.gz')).toBeUndefined();
  });

  it('removes what another version has kept, and nothing of other folders', async () => {
    const old = new KeptFiles(folder, {
      ...checksums,
      'index.html': await checksumOf(new TextEncoder().encode('old')),
    });
    const other = new KeptFiles('https://host/data/', checksums);
    const deeper = new KeptFiles(`${folder}deeper/`, checksums);
    for (const copy of [old, other, deeper]) await copy.keep('data/images.idx.gz', new Response(images));
    await old.keep('index.html', new Response('old'));
    for (const copy of [other, deeper]) await copy.keep('index.html', new Response('<html>page</html>'));

    const next = new KeptFiles(folder, checksums);
    expect(await next.find('index.html')).toBeUndefined();
    await next.removeOthers();
    expect(await old.find('index.html')).toBeUndefined();
    // Not fetched again, as it is the same file.
    expect(await next.find('data/images.idx.gz')).toBeDefined();
    for (const copy of [other, deeper]) expect(await textOf(await copy.find('index.html'))).toBe('<html>page</html>');
  });
});

describe('fillServiceWorker', () => {
  const script = "a(JSON.parse('%PAGE_FILES%'), JSON.parse('%LATER_FILES%'))";
  const page = { name: 'index.html', content: '<html>page</html>' };

  it('writes the checksums that the files are compared with', async () => {
    const filled = await fillServiceWorker(script, [page], [{ name: 'data/images.idx.gz', content: images }]);
    const [pageFiles = '', laterFiles = ''] = [...filled.matchAll(/parse\('([^']*)'\)/g)].map(([, json]) => json);
    expect({ ...JSON.parse(pageFiles), ...JSON.parse(laterFiles) }).toEqual(checksums);
  });

  it('refuses a script without a place for them', async () => {
    await expect(fillServiceWorker("JSON.parse('%PAGE_FILES%')", [page], [])).rejects.toThrow('has no %LATER_FILES%');
  });
});
