import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchMnist } from './fetch-mnist.js';
import { failureOf } from './test-support/failure-of.js';
import { type FileServer, type FileServerOptions, startFileServer } from './test-support/file-server.js';
import { generatedSet } from './test-support/generated-set.js';
import { expectSameData } from './test-support/same-data.js';
import type { FetchProgress } from './transfer.js';
import { writeIdx } from './write-idx.js';

const train = generatedSet(3000, 28, 28, 10, 1);
const test = generatedSet(1000, 28, 28, 10, 2);
const raw = {
  trainImages: writeIdx(train.images),
  trainLabels: writeIdx(train.labels),
  testImages: writeIdx(test.images),
  testLabels: writeIdx(test.labels),
};

let server: FileServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** The four files in the folder /mnist, called as `name` says, and written as `write` says. */
async function serve(
  name: (split: string, part: string, rank: number) => string,
  write: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
  options: FileServerOptions = {},
): Promise<FileServer> {
  server = await startFileServer(
    new Map([
      [`/mnist/${name('train', 'images', 3)}`, write(raw.trainImages)],
      [`/mnist/${name('train', 'labels', 1)}`, write(raw.trainLabels)],
      [`/mnist/${name('t10k', 'images', 3)}`, write(raw.testImages)],
      [`/mnist/${name('t10k', 'labels', 1)}`, write(raw.testLabels)],
    ]),
    options,
  );
  return server;
}
const published = (split: string, part: string, rank: number): string => `${split}-${part}-idx${rank}-ubyte`;
const zipped = (...name: [string, string, number]): string => `${published(...name)}.gz`;
const zip = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));

describe('fetchMnist', () => {
  it('fetches four gzips by their published names, with four requests', async () => {
    const { address, requests } = await serve(zipped, zip);
    const sets = await fetchMnist(`${address}/mnist`);
    expectSameData(sets.train.images.data, train.images.data);
    expectSameData(sets.train.labels.data, train.labels.data);
    expectSameData(sets.test.images.data, test.images.data);
    expectSameData(sets.test.labels.data, test.labels.data);
    expect(sets.train).toMatchObject({ length: 3000, classes: 10, width: 28, height: 28 });
    expect(requests).toHaveLength(4);
  });

  it.each<[string, (split: string, part: string, rank: number) => string, string | undefined]>([
    ['raw', published, undefined],
    ['with a dot', (split, part, rank) => `${split}-${part}.idx${rank}-ubyte`, undefined],
    ['test for t10k', (split, ...rest) => published(split.replace('t10k', 'test'), ...rest), undefined],
    ['EMNIST', (split, ...rest) => `emnist-mnist-${published(split.replace('t10k', 'test'), ...rest)}`, 'emnist-mnist'],
  ])('finds other spellings: %s', async (_, name, prefix) => {
    const { address } = await serve(name);
    for (const base of [`${address}/mnist/`, new URL(`${address}/mnist`)]) {
      const sets = await fetchMnist(base, { prefix, dtype: 'float32', labels: 'one-hot' });
      expectSameData(
        sets.test.images.data,
        Float32Array.from(test.images.data, (value) => value / 255),
      );
      expect(sets.test.labels).toMatchObject({ rows: 1000, columns: 10, encoding: 'dense' });
    }
  });

  it('remembers the spelling: only the first file is looked for', async () => {
    const { address, requests } = await serve(published);
    await fetchMnist(`${address}/mnist`);
    expect(requests).toEqual([
      '/mnist/train-images-idx3-ubyte.gz',
      '/mnist/train-images-idx3-ubyte',
      '/mnist/train-labels-idx1-ubyte',
      '/mnist/t10k-images-idx3-ubyte',
      '/mnist/t10k-labels-idx1-ubyte',
    ]);
  });

  it('reports the bytes that arrived, and the total', async () => {
    const { address } = await serve(published);
    const reports: FetchProgress[] = [];
    await fetchMnist(`${address}/mnist`, { onProgress: (report) => reports.push(report) });
    const all = Object.values(raw).reduce((sum, { length }) => sum + length, 0);
    expect(reports.at(-1)).toEqual({ received: all, total: all, url: `${address}/mnist/t10k-images-idx3-ubyte` });
    expect(reports.length).toBeGreaterThan(8);
    reports.forEach(({ received, total }, i) => {
      expect(received).toBeGreaterThan(reports[i - 1]?.received ?? 0);
      expect(received).toBeLessThanOrEqual(total as number);
    });
  });

  it.each([
    ['raw', published, (bytes: Uint8Array) => bytes],
    ['gzip', zipped, zip],
  ])('asks for ranges where only some samples are wanted: %s', async (_, name, write) => {
    const { address, requests, sent } = await serve(name, write, { ranges: true });
    const sets = await fetchMnist(`${address}/mnist`, { samples: { train: 50, test: 20 } });
    expect([sets.train.length, sets.test.length, sets.train.classes]).toEqual([50, 20, 10]);
    expectSameData(sets.train.images.data, train.images.data.subarray(0, 50 * 784));
    expectSameData(sets.test.images.data, test.images.data.subarray(0, 20 * 784));
    expectSameData(sets.test.labels.data, test.labels.data.subarray(0, 20));
    expect(requests.filter((request) => request.endsWith('bytes=0-40223')).length).toBeGreaterThan(0);
    expect(sent()).toBeLessThan(70 * 784 + 2048 + 4100);
  });

  it.each([
    ['raw', published, (bytes: Uint8Array) => bytes],
    ['gzip', zipped, (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes, { level: 0 }))],
  ])('ends the transfer early where the server has no ranges: %s', async (_, name, write) => {
    const pixels = new Uint8Array(40_000 * 784).map((_, i) => i * 31);
    const large = write(writeIdx({ type: 'uint8', shape: [40_000, 28, 28], data: pixels }));
    const names = write(writeIdx(generatedSet(40_000, 1, 1, 10).labels));
    server = await startFileServer(
      new Map([
        [`/${name('train', 'images', 3)}`, large],
        [`/${name('train', 'labels', 1)}`, names],
        [`/${name('t10k', 'images', 3)}`, large],
        [`/${name('t10k', 'labels', 1)}`, names],
      ]),
    );
    const sets = await fetchMnist(server.address, { samples: 50 });
    expectSameData(sets.train.images.data, pixels.subarray(0, 50 * 784));
    expectSameData(sets.test.images.data, pixels.subarray(0, 50 * 784));
    // Sockets' buffers on both sides take some megabytes ahead of the reader; the two files have 63.
    expect(server.sent()).toBeLessThan(30_000_000);
  });

  it('lists every address it tried, and the answers', async () => {
    const { address } = await serve(published, undefined, {
      answer: (path, _, response) => {
        if (path.endsWith('.gz'))
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>');
        else if (path.includes('.idx')) response.writeHead(403).end();
        else if (path.includes('labels')) response.writeHead(404).end();
        else return false;
        return true;
      },
    });
    const start = `${address}/mnist/train-labels`;
    expect(await failureOf(() => fetchMnist(`${address}/mnist`))).toBe(
      `IDX_NOT_FOUND looked for ${start}-idx1-ubyte (404 Not Found), ${start}-idx1-ubyte.gz (200 OK, but an HTML page), ` +
        `${start}.idx1-ubyte.gz (200 OK, but an HTML page), ${start}.idx1-ubyte (403 Forbidden), ` +
        `${start}-idx2-int.gz (200 OK, but an HTML page), ${start}-idx2-int (404 Not Found); found none of them; check the address`,
    );
  });

  it.each([
    [5, /^INVALID_ARGUMENT fetchMnist: baseUrl is 5, expected the address of a folder$/],
    ['', /^INVALID_ARGUMENT fetchMnist: baseUrl is '', expected the address of a folder$/],
  ])('refuses the address %j', async (baseUrl, message) => {
    // @ts-expect-error a number is no address
    expect(await failureOf(() => fetchMnist(baseUrl))).toMatch(message);
  });

  it.each<[object, string]>([
    [{ samples: 0 }, 'option samples is 0, expected an integer of at least 1, or leave it out to read all'],
    [
      { samples: { test: 0.5 } },
      'option samples.test is 0.5, expected an integer of at least 1, or leave it out to read all',
    ],
    [{ classes: 0 }, 'option classes is 0, expected an integer from 1 to 2147483647'],
    [{ dtype: 'bytes' }, 'option dtype is bytes, expected uint8 or float32'],
    [{ labels: 'dense' }, 'option labels is dense, expected classes or one-hot'],
    [{ signal: 60 }, 'option signal is 60, expected an AbortSignal'],
    [{ onProgress: 'log' }, 'option onProgress is log, expected a function'],
    [{ fetch: {} }, 'option fetch is [object Object], expected a function'],
  ])('refuses the options %j', async (options, problem) => {
    expect(await failureOf(() => fetchMnist('http://127.0.0.1:9', options))).toBe(`INVALID_ARGUMENT ${problem}`);
  });
});

it("fetches QMNIST's extended labels", async () => {
  const extended = ({ labels }: ReturnType<typeof generatedSet>): Uint8Array => {
    const rows = labels.data.length;
    const data = Int32Array.from({ length: 8 * rows }, (_, i) => (i % 8 === 0 ? labels.data[i / 8]! : -i));
    return zip(writeIdx({ type: 'int32', shape: [rows, 8], data }));
  };
  server = await startFileServer(
    new Map([
      ['/qmnist-train-images-idx3-ubyte.gz', zip(raw.trainImages)],
      ['/qmnist-train-labels-idx2-int.gz', extended(train)],
      ['/qmnist-test-images-idx3-ubyte.gz', zip(raw.testImages)],
      ['/qmnist-test-labels-idx2-int.gz', extended(test)],
    ]),
    {},
  );
  const sets = await fetchMnist(server.address, { prefix: 'qmnist' });
  expect(sets.train).toMatchObject({ length: 3000, classes: 10 });
  expect(Array.from(sets.test.labels.data)).toEqual(Array.from(test.labels.data));
});
