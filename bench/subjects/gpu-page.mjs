// Measures all GPU libraries in one page of headless Chromium: node gpu-page.mjs CASE MNIST-FOLDER ROUND
//
// Prints a line of JSON for each library, with its name as `subject`. If a library cannot run, `failure` gives the reason.
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { startChromium } from '../runner/start-chromium.mjs';
import { networks } from './cases.mjs';
import { median } from './measure.mjs';
import { readImages } from './mnist.mjs';

const turns = 3;
const longTurn = 5000; // milliseconds

const [name, folder, round] = process.argv.slice(2);
const network = networks[name];
const server = await serve(await bundle(), readImages(folder, network.samples));
// NNF_BENCH_ADAPTER=default measures the machine's own GPU.
const browser = await startChromium({ gpu: process.env.NNF_BENCH_ADAPTER === 'default' });
try {
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/`);
  await page.waitForFunction(() => 'bench' in globalThis);
  for (const record of await measureIn(page)) console.log(JSON.stringify({ case: name, ...record }));
} finally {
  await browser.close();
  server.close();
}

/** Measures every library for one stretch per turn. Each round begins with a different library. */
async function measureIn(page) {
  const names = await page.evaluate(() => bench.names());
  const adapters = await page.evaluate(() => bench.adapters());
  const order = names.map((_, index) => names[(index + 2 * (Number(round) - 1)) % names.length]);
  const records = [];
  for (const subject of order) {
    const prepared = await attempt(() => page.evaluate(([of, what]) => bench.prepare(of, what), [subject, network]));
    records.push({ subject, times: [], ...prepared });
  }
  const able = records.filter(({ failure }) => failure === undefined);
  for (let turn = 0; turn < turns; turn++) {
    // Very slow libraries get one turn only. Otherwise, a round would take half an hour.
    for (const record of able.filter(({ failure, milliseconds = 0 }) => !failure && milliseconds < longTurn)) {
      Object.assign(record, await attempt(() => page.evaluate((of) => bench.measure(of), record.subject)));
      if (!record.failure) record.times.push(record.microseconds);
    }
  }
  return records.map(({ subject, failure, times, runsOn, passes, uploads, readings }) =>
    failure === undefined
      ? {
          subject,
          microsecondsPerSample: median(times),
          // Without passes, the library did not use a GPU, so these numbers are left out.
          ...(passes > 0 && { passes, uploads, readings }),
          runsOn,
          adapter: passes > 0 ? (/webgpu/.test(subject) ? adapters.webgpu : adapters.webgl) : 'none: WebAssembly',
        }
      : { subject, failure },
  );
}

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return { failure: error.message.split('\n')[0] };
  }
}

/** Bundles the libraries without minifying, because brain.js makes shaders from the source text of its functions. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: { page: fileURLToPath(new URL('page/page.mjs', import.meta.url)) },
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path, contents]));
}

async function serve(scripts, { images, labels }) {
  const html = '<!doctype html><title>bench</title><script type="module" src="/page.js"></script>';
  const files = new Map([['/', html], ['/images', images], ['/labels', labels], ...scripts]);
  const typeOf = (path) => (path === '/' ? 'text/html' : path.endsWith('.js') ? 'text/javascript' : 'text/plain');
  const listening = createServer(({ url }, response) => {
    const body = files.get(url);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': typeOf(url) }).end(body);
  });
  await new Promise((resolve) => listening.listen(0, 'localhost', resolve));
  return listening;
}
