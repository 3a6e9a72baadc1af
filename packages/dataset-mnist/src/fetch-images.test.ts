import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchIdx } from './fetch-idx.js';
import { fetchImages } from './fetch-mnist.js';
import type { IdxArray } from './idx-array.js';
import { allocationsOf } from './test-support/allocations.js';
import { failureOf } from './test-support/failure-of.js';
import { type FileServer, type FileServerOptions, startFileServer } from './test-support/file-server.js';
import { generatedSet } from './test-support/generated-set.js';
import { expectSameData } from './test-support/same-data.js';
import type { FetchProgress } from './transfer.js';
import { writeIdx } from './write-idx.js';

const set = generatedSet(500, 64, 48, 26);
const images = writeIdx(set.images);
const labels = writeIdx(set.labels);
const zip = (bytes: Uint8Array): Uint8Array => new Uint8Array(gzipSync(bytes));

let server: FileServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A server of `pictures` and `names`, and the addresses of both. */
async function serve(pictures: Uint8Array, names = labels, options: FileServerOptions = {}) {
  server = await startFileServer(
    new Map([
      ['/pictures', pictures],
      ['/names', names],
    ]),
    options,
  );
  return { server, at: { images: `${server.address}/pictures`, labels: new URL(`${server.address}/names`) } };
}

describe('fetchImages', () => {
  it('fetches raw and gzip, whatever they are called', async () => {
    const { at } = await serve(zip(images));
    const fetched = await fetchImages(at);
    expect(fetched).toMatchObject({ length: 500, height: 64, width: 48, classes: 26 });
    expectSameData(fetched.images.data, set.images.data);
    expectSameData(fetched.labels.data, set.labels.data);
  });

  it('reads what the server has inflated on the way, and knows no total then', async () => {
    const reports: FetchProgress[] = [];
    const { at } = await serve(images, labels, {
      answer: (path, _, response) => {
        if (path !== '/pictures') return false;
        const body = gzipSync(images);
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body);
        return true;
      },
    });
    const fetched = await fetchImages(at, { onProgress: (report) => reports.push(report) });
    expectSameData(fetched.images.data, set.images.data);
    expect(reports.at(-1)).toMatchObject({ received: images.length + labels.length, total: undefined });
  });

  it('reads an answer without a length', async () => {
    for (const body of [images, zip(images)]) {
      const { at, server } = await serve(images, labels, {
        answer: (path, _, response) => {
          if (path !== '/pictures') return false;
          response.writeHead(200).write(body.subarray(0, 1));
          setTimeout(() => response.end(body.subarray(1)), 20);
          return true;
        },
      });
      const floats = await fetchImages(at, { dtype: 'float32' });
      expectSameData(
        floats.images.data,
        Float32Array.from(set.images.data, (value) => value / 255),
      );
      expectSameData((await fetchImages(at)).images.data, set.images.data);
      await server.stop();
    }
  });

  it('goes on with further ranges where images are larger than the first', async () => {
    const { at, server } = await serve(images, labels, { ranges: true });
    const some = await fetchImages(at, { samples: 100 });
    expectSameData(some.images.data, set.images.data.subarray(0, 100 * 64 * 48));
    expect(server.requests.filter((request) => request.startsWith('/pictures'))).toEqual([
      '/pictures bytes=0-79423',
      '/pictures bytes=79424-238271',
      '/pictures bytes=238272-714815',
    ]);
    const all = await fetchImages(at, { samples: 5000 });
    expectSameData(all.images.data, set.images.data);
  });

  it('checks the length in the answer to a range, before it takes memory', async () => {
    const { at } = await serve(images.subarray(0, -1), labels, { ranges: true });
    const { largest } = await allocationsOf(async () => {
      expect(await failureOf(() => fetchImages(at, { samples: 1 }))).toMatch(
        /^IDX_LENGTH http:.*pictures: its header promises uint8 \[500, 64, 48\], 1536016 bytes in all; it has 1536015,/,
      );
    });
    expect(largest).toBeLessThan(4096);
  });

  it('fetches without ranges where their answers say too little, or there is nothing', async () => {
    const { at, server } = await serve(images, labels, {
      answer: (path, request, response) => {
        if (path !== '/pictures' || request.headers.range === undefined) return false;
        response.writeHead(206).end(images.subarray(0, 1000));
        return true;
      },
    });
    expectSameData((await fetchImages(at, { samples: 2 })).images.data, set.images.data.subarray(0, 2 * 64 * 48));
    await server.stop();
    const empty = await serve(new Uint8Array(), labels, { ranges: true });
    expect(await failureOf(() => fetchImages(empty.at, { samples: 2 }))).toMatch(/^IDX_LENGTH .*pictures: has 0 bytes/);
  });

  it.each([1, 20, 5000])('fetches the whole where a server gives %i bytes for a range', async (most) => {
    const content = zip(images);
    for (const body of [images, content]) {
      const { at, server } = await serve(body, labels, {
        answer: (path, request, response) => {
          const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
          if (path !== '/pictures' || from === undefined) return false;
          const part = body.subarray(Number(from), Number(from) + most);
          response
            .writeHead(206, { 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${body.length}` })
            .end(part);
          return true;
        },
      });
      const fetched = await fetchImages(at, { samples: 100 });
      expectSameData(fetched.images.data, set.images.data.subarray(0, 100 * 64 * 48));
      expect(server.requests.filter((request) => request.startsWith('/pictures'))).toEqual([
        '/pictures bytes=0-79423',
        '/pictures',
      ]);
      await server.stop();
    }
  });

  it('notices that the whole is another file than the range', async () => {
    const { at } = await serve(Buffer.concat([images, images]), labels, {
      answer: (path, _, response) => {
        if (server?.requests.at(-1) !== `${path} bytes=0-79423`) return false;
        response.writeHead(206, { 'content-range': `bytes 0-79423/${images.length}` }).end(images.subarray(0, 100));
        return true;
      },
    });
    expect(await failureOf(() => fetchImages(at, { samples: 100 }))).toMatch(
      /^IDX_FETCH .*pictures: asked for all 1536016 bytes, the server answered 200 OK with 3072032 bytes; the file has changed; try again$/,
    );
  });

  it('notices a file that changes between two ranges', async () => {
    const { at } = await serve(images, labels, {
      ranges: true,
      answer: (_, request, response) => {
        if (request.headers.range?.startsWith('bytes=0-') !== false) return false;
        response.writeHead(206, { 'content-range': 'bytes 79424-79999/80000' }).end(new Uint8Array(576));
        return true;
      },
    });
    expect(await failureOf(() => fetchImages(at, { samples: 100 }))).toMatch(
      /^IDX_FETCH .*pictures: asked for bytes from 79424 of 1536016, the server answered 206 Partial Content with bytes from 79424 of 80000; the file has changed; try again$/,
    );
  });

  it.each([
    [404, /^IDX_NOT_FOUND looked for http:.*\/pictures \(404 Not Found\); found none of them; check the address$/],
    [410, /^IDX_NOT_FOUND looked for http:.*\/pictures \(410 Gone\)/],
    [500, /^IDX_FETCH http:.*\/pictures: the server answered 500 Internal Server Error, expected 200 or 206$/],
    [304, /^IDX_FETCH http:.*\/pictures: the server answered 304 Not Modified, expected 200 or 206$/],
  ])('says the address and the status where the server answers %d', async (status, message) => {
    const { at } = await serve(images, labels, {
      answer: (path, _, response) => {
        if (path !== '/pictures') return false;
        response.writeHead(status).end();
        return true;
      },
    });
    expect(await failureOf(() => fetchImages(at))).toMatch(message);
  });

  it('says so where nobody answers, and where the answer breaks off', async () => {
    const { at, server } = await serve(images, labels, {
      answer: (path, _, response) => {
        if (path !== '/pictures') return false;
        response.writeHead(200, { 'content-length': images.length }).write(images.subarray(0, 5000));
        setTimeout(() => response.destroy(), 30);
        return true;
      },
    });
    expect(await failureOf(() => fetchImages(at))).toMatch(/^IDX_FETCH http:.*pictures: broke off after 5000 bytes \(/);
    await server.stop();
    expect(await failureOf(() => fetchImages(at))).toMatch(
      /^IDX_FETCH http:.*pictures: could not be fetched \(.*ECONNREFUSED/,
    );
  });

  it.each([
    [
      'cut',
      zip(images).subarray(0, -9),
      /^IDX_GZIP .*pictures: the gzip is damaged or cut: .*1536016 bytes in all; \d+ came out of it/,
    ],
    [
      'followed by zeros',
      Buffer.concat([zip(images), new Uint8Array(9)]),
      /^IDX_GZIP .*its last 4 bytes promise 0 bytes/,
    ],
    ['of several members', Buffer.concat([zip(images.subarray(0, 99)), zip(images.subarray(99))]), /^IDX_GZIP /],
    ['too short inside', zip(images.subarray(0, -1)), /^IDX_LENGTH .*1536016 bytes in all; it has 1536015: it is cut/],
    ['too long inside', zip(Buffer.concat([images, images])), /^IDX_LENGTH .*1536016 bytes in all; it has at least 15/],
  ])('refuses a gzip that is %s', async (_, body, message) => {
    const { at } = await serve(body);
    expect(await failureOf(() => fetchImages(at))).toMatch(message);
  });

  it('takes no memory for what a header promises and nobody sends', async () => {
    const promise = Uint8Array.of(0, 0, 8, 3, 0, 0, 1, 0xf4, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0xff);
    const chunked: FileServerOptions['answer'] = (path, _, response) => {
      if (path !== '/pictures') return false;
      response.writeHead(200).end(promise);
      return true;
    };
    const ways: readonly [Uint8Array, FileServerOptions][] = [
      [promise, {}],
      [zip(promise), {}],
      [promise, { answer: chunked }],
    ];
    for (const [body, options] of ways) {
      const { at, server } = await serve(body, labels, options);
      const { largest } = await allocationsOf(async () => {
        expect(await failureOf(() => fetchImages(at))).toMatch(
          /^IDX_LENGTH .*uint8 \[500, 4294967295, 255\], 547608330\d+ bytes in all/,
        );
      });
      expect(largest).toBeLessThanOrEqual(1 << 20);
      await server.stop();
    }
  });

  it('compares the number of labels before the images arrive', async () => {
    const { at, server } = await serve(images, writeIdx(generatedSet(499, 1, 1, 26).labels));
    expect(await failureOf(() => fetchImages(at))).toBe(
      `IDX_LABELS ${at.labels}: has 499 labels, ${at.images} has 500 images; they are not of the same set`,
    );
    expect(server.requests).toHaveLength(2);
  });

  it('rejects with the reason of the signal, before, while waiting, and in the middle', async () => {
    const reason = new Error('enough');
    const { at } = await serve(images, labels, {
      answer: (path, _, response) => {
        if (path !== '/pictures') return false;
        response.writeHead(200, { 'content-length': images.length }).write(images.subarray(0, 5000));
        return true;
      },
    });
    await expect(fetchImages(at, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(reason), 50);
    await expect(fetchImages(at, { signal: waiting.signal })).rejects.toBe(reason);
    const middle = new AbortController();
    await expect(fetchImages(at, { signal: middle.signal, onProgress: () => middle.abort('a text') })).rejects.toBe(
      'a text',
    );
    await expect(fetchImages(at, { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('rejects with the reason of the signal while a gzip arrives', async () => {
    const reason = new Error('enough');
    const body = zip(images);
    const { at } = await serve(body, labels, {
      answer: (path, _, response) => {
        if (path !== '/pictures') return false;
        response.writeHead(200, { 'content-length': body.length }).write(body.subarray(0, body.length / 2));
        return true;
      },
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(fetchImages(at, { signal: controller.signal })).rejects.toBe(reason);
  });

  it('ends with what onProgress throws', async () => {
    const { at } = await serve(images);
    const thrown = new Error('from the caller');
    const onProgress = (): never => {
      throw thrown;
    };
    await expect(fetchImages(at, { onProgress })).rejects.toBe(thrown);
  });

  it('uses the fetch that it is given', async () => {
    const { at } = await serve(images);
    const asked: string[] = [];
    await fetchImages(at, {
      fetch: (input, init) => {
        asked.push(String(input));
        return fetch(input, init);
      },
    });
    expect(asked).toEqual([at.images, String(at.labels)]);
  });

  it('refuses wrong arguments', async () => {
    // @ts-expect-error labels are missing
    expect(await failureOf(() => fetchImages({ images: 'a' }))).toBe(
      'INVALID_ARGUMENT fetchImages: labels is undefined, expected an address',
    );
    const at = { images: 'http://127.0.0.1:9/a', labels: '' };
    expect(await failureOf(() => fetchImages(at))).toBe(
      "INVALID_ARGUMENT fetchImages: labels is '', expected an address",
    );
    expect(await failureOf(() => fetchImages({ ...at, labels: 'b' }, { samples: -1 }))).toMatch(
      /^INVALID_ARGUMENT option samples/,
    );
  });
});

describe('fetchIdx', () => {
  it('fetches a file of any type and rank, raw and gzip, and reports its bytes', async () => {
    const wide: IdxArray = { type: 'int16', shape: [2, 1, 2], data: Int16Array.of(-1, 2, 300, 4) };
    for (const body of [writeIdx(wide), zip(writeIdx(wide))]) {
      const { at, server } = await serve(body);
      const reports: FetchProgress[] = [];
      const found = await fetchIdx(new URL(at.images), { onProgress: (report) => reports.push(report) });
      expect(found).toEqual({ ...wide, name: at.images });
      expect(reports).toEqual([{ received: body.length, total: body.length, url: at.images }]);
      await server.stop();
    }
  });

  it('says what is wrong with the file, the server, and the arguments', async () => {
    const { at } = await serve(images.subarray(0, -1));
    expect(await failureOf(() => fetchIdx(at.images))).toMatch(/^IDX_LENGTH http:.*pictures: .*it has 1536015,/);
    expect(await failureOf(() => fetchIdx(`${at.images}x`))).toMatch(/^IDX_NOT_FOUND .*picturesx \(404 Not Found\)/);
    expect(await failureOf(() => fetchIdx(''))).toBe("INVALID_ARGUMENT fetchIdx: url is '', expected an address");
    const reason = new Error('enough');
    await expect(fetchIdx(at.images, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
