/** The built files by name, such as `data/train-labels.idx.gz`, each with the checksum of its content. */
export type Checksums = Readonly<Record<string, string>>;

/**
 * The browser's cache of the page's files. It contains only files of the build, with the content that the build gave them. So a
 * login page that a public network sends in place of a file is never cached.
 *
 * Each folder of a server has its own cache. The key of a file contains its checksum, so a new version of the page reuses files that
 * have not changed.
 */
export class KeptFiles {
  readonly #folder: string;
  readonly #checksums: Checksums;

  /** @param folder the page's address up to the last slash */
  constructor(folder: string, checksums: Checksums) {
    this.#folder = folder;
    this.#checksums = checksums;
  }

  /** The name of the requested file; undefined if it is not one of the build. */
  nameOf({ method, url, headers }: Pick<Request, 'method' | 'url' | 'headers'>): string | undefined {
    const { origin, pathname } = new URL(url);
    const address = origin + pathname;
    if (method !== 'GET' || headers.has('range') || !address.startsWith(this.#folder)) return undefined;
    // The folder's own address also opens index.html.
    const name = address.slice(this.#folder.length) || 'index.html';
    return Object.hasOwn(this.#checksums, name) ? name : undefined;
  }

  /** The cached file; undefined also where the browser cannot read its cache, since the server still has the file. */
  async find(name: string): Promise<Response | undefined> {
    try {
      return await (await this.#cache()).match(this.#key(name));
    } catch {
      return undefined;
    }
  }

  /** Caches a response if its content is the file's. Returns whether it is. */
  async keep(name: string, answer: Response): Promise<boolean> {
    if (answer.status !== 200) return false;
    const bytes = await answer.clone().arrayBuffer();
    if ((await checksumOf(bytes)) !== this.#checksums[name]) return false;
    // Browsers refuse a redirected response for a page; a new response is not redirected.
    await (await this.#cache()).put(this.#key(name), new Response(bytes, { headers: answer.headers }));
    return true;
  }

  /** Fetches a file, not from the HTTP cache, and caches it. @throws Error if its content is not the file's */
  async fetchAndKeep(name: string): Promise<void> {
    const address = this.#folder + name;
    if (await this.keep(name, await fetch(address, { cache: 'reload' }))) return;
    throw new Error(`${address} does not match the checksum of the build`);
  }

  /** Removes the files of other versions of the page. */
  async removeOthers(): Promise<void> {
    const cache = await this.#cache();
    const own = new Set(Object.keys(this.#checksums).map((name) => this.#key(name)));
    const others = (await cache.keys()).filter(({ url }) => !own.has(url));
    await Promise.all(others.map((request) => cache.delete(request)));
  }

  #cache(): Promise<Cache> {
    return caches.open(`nnf ${this.#folder}`);
  }

  #key(name: string): string {
    return `${this.#folder}${name}?${this.#checksums[name]}`;
  }
}

/**
 * The first six bytes of the content's SHA-256, in hexadecimal: enough to notice an accident, and short in the script. A gzip is
 * inflated first, because some servers send `.gz` files with `Content-Encoding: gzip`, which the browser inflates.
 */
export async function checksumOf(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await inflated(new Uint8Array(bytes))));
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const content = new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
  // The raw bytes of a damaged gzip match no checksum.
  return content.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => bytes,
  );
}
