import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FileServer, startFileServer } from '../../packages/dataset-mnist/src/test-support/file-server.js';
import { generatedSet } from '../../packages/dataset-mnist/src/test-support/generated-set.js';
import { writeIdx } from '../../packages/dataset-mnist/src/write-idx.js';
import { type Browser, needChromium, startChromium } from './chromium.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const train = generatedSet(3000, 28, 28, 10, 1);
const test10k = generatedSet(1000, 28, 28, 10, 2);
const raw = new Map([
  ['train-images-idx3-ubyte', writeIdx(train.images)],
  ['train-labels-idx1-ubyte', writeIdx(train.labels)],
  ['t10k-images-idx3-ubyte', writeIdx(test10k.images)],
  ['t10k-labels-idx1-ubyte', writeIdx(test10k.labels)],
]);
const gzip = new Map([...raw].map(([name, bytes]) => [`${name}.gz`, zip(bytes)]));

/** The page's report about a fetch. Images are identified by their SHA-256. */
interface Outcome {
  readonly error?: string;
  readonly reason?: boolean;
  readonly lengths?: readonly number[];
  readonly classes?: number;
  readonly images?: readonly string[];
  readonly labels?: readonly string[];
  readonly progress?: readonly (number | undefined)[];
}

/** Runs in the page: `fetchMnist` is a global of the script that the server gives it. */
declare const fetchMnist: typeof import('../../packages/dataset-mnist/src/web.js').fetchMnist;
async function fetchInPage({ samples, abort }: { samples?: number; abort?: boolean }): Promise<Outcome> {
  const digest = async (data: BufferSource) =>
    Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', data)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
  const controller = new AbortController();
  const reason = new Error('enough');
  let progress: (number | undefined)[] = [];
  try {
    const sets = await fetchMnist('/mnist', {
      samples,
      signal: controller.signal,
      onProgress({ received, total }) {
        progress = [received, total];
        if (abort) controller.abort(reason);
      },
    });
    const both = [sets.train, sets.test];
    return {
      lengths: both.map(({ length }) => length),
      classes: sets.train.classes,
      images: await Promise.all(both.map(({ images }) => digest(images.data as Uint8Array<ArrayBuffer>))),
      labels: await Promise.all(both.map(({ labels }) => digest(Uint8Array.from(labels.data)))),
      progress,
    };
  } catch (error) {
    if (error === reason) return { reason: true };
    return { error: error instanceof Error && 'code' in error ? `${error.code} ${error.message}` : String(error) };
  }
}

let browser: Browser | undefined;
let script = '';
let server: FileServer;
let page: Page;

beforeAll(async () => {
  browser = await startChromium();
  const { outputFiles } = await build({
    stdin: {
      contents: `import { fetchMnist } from './packages/dataset-mnist/src/web.ts'; Object.assign(globalThis, { fetchMnist });`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    alias: { '@nnf/core': `${root}/packages/core/src/index.ts` },
    write: false,
  });
  script = outputFiles[0]!.text;
});
afterAll(() => browser?.close());
beforeEach((context) => needChromium(context));
afterEach(async () => {
  await page?.close();
  await server?.stop();
});

/** Serves these files under /mnist, and fetches them from a page. */
async function fetched(
  files: ReadonlyMap<string, Uint8Array>,
  options: { samples?: number; abort?: boolean } = {},
  headers: Readonly<Record<string, string>> = {},
  ranges = true,
): Promise<Outcome> {
  server = await startFileServer(new Map([...files].map(([name, bytes]) => [`/mnist/${name}`, bytes])), {
    ranges,
    answer(path, _, response) {
      if (path === '/')
        response.writeHead(200, { 'content-type': 'text/html' }).end('<script type=module src=/web.js></script>');
      else if (path === '/web.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
      else {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        return false;
      }
      return true;
    },
  });
  page = await browser!.context.newPage();
  await page.goto(server.address);
  return page.evaluate(fetchInPage, options);
}

function zip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

function sha256(bytes: NodeJS.ArrayBufferView): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const everything = {
  lengths: [3000, 1000],
  classes: 10,
  images: [sha256(train.images.data), sha256(test10k.images.data)],
  labels: [sha256(train.labels.data), sha256(test10k.labels.data)],
};
const size = (files: ReadonlyMap<string, Uint8Array>) =>
  [...files.values()].reduce((sum, { length }) => sum + length, 0);

describe('@nnf/dataset-mnist/web in Chromium', () => {
  test('fetches raw files', async () => {
    const total = size(raw);
    expect(await fetched(raw)).toEqual({ ...everything, progress: [total, total] });
  });

  test('fetches and inflates gzip', async () => {
    const total = size(gzip);
    expect(await fetched(gzip)).toEqual({ ...everything, progress: [total, total] });
  });

  test('reads gzip that the browser has inflated on the way', async () => {
    const outcome = await fetched(gzip, {}, { 'content-encoding': 'gzip' });
    // The announced length is that of the compressed bytes, so the total is unknown.
    expect(outcome).toEqual({ ...everything, progress: [size(raw), undefined] });
  });

  test.each([
    ['raw, with ranges', raw, true],
    ['raw, without', raw, false],
    ['gzip, with ranges', gzip, true],
    ['gzip, without', gzip, false],
  ])('reads the first samples: %s', async (_, files, ranges) => {
    const outcome = await fetched(files, { samples: 50 }, {}, ranges);
    expect(outcome).toMatchObject({
      lengths: [50, 50],
      images: [train, test10k].map(({ images }) => sha256(images.data.subarray(0, 50 * 784))),
      labels: [train, test10k].map(({ labels }) => sha256(labels.data.subarray(0, 50))),
    });
    if (ranges) expect(server.sent()).toBeLessThan(size(files) / 4);
  });

  test('refuses a gzip that is damaged, cut, or of two members', async () => {
    const images = raw.get('train-images-idx3-ubyte')!;
    const whole = gzip.get('train-images-idx3-ubyte.gz')!;
    const damaged = whole.slice();
    damaged.fill(0x55, damaged.length >> 1, (damaged.length >> 1) + 64);
    const members = Buffer.concat([zip(images.subarray(0, 1e6)), zip(images.subarray(1e6))]);
    for (const bytes of [damaged, whole.subarray(0, -100), new Uint8Array(members)]) {
      const outcome = await fetched(new Map(gzip).set('train-images-idx3-ubyte.gz', bytes));
      expect(outcome.error).toMatch(/^IDX_GZIP .*train-images-idx3-ubyte\.gz/);
      await page.close();
      await server.stop();
    }
  });

  test('names the addresses that it tried', async () => {
    const { error } = await fetched(new Map());
    expect(error).toMatch(/^IDX_NOT_FOUND looked for .*train-images-idx3-ubyte\.gz \(404 Not Found\), /);
  });

  test("rejects with the signal's own reason", async () => {
    expect(await fetched(raw, { abort: true })).toEqual({ reason: true });
  });
});
