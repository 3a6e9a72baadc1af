// Measures how many batches @nnf/backend-gpujs should hand to the device at once: `node bench/gpu-run-length.mjs`.
//
// For each mode and network, it compares kernels called one by one on resident data (`chained`) with pipelines of the same number
// of batches. The variants of a network take turns in one page. It prints a Markdown table with the median of the rounds.
// Options: --rounds N (5), --modes webgpu,webgl2,webasm, --no-threads (skips the comparison of threads).
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { startChromium } from './runner/start-chromium.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    modes: { type: 'string', default: 'webgpu,webgl2,webasm' },
    'no-threads': { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
/** The shortest measurement of a variant in a round, in milliseconds. */
const least = 150;

const lengths = [1, 4, 16, 64, 256];
const networks = [
  { name: 'walkthrough, batch 1', widths: [784, 10, 10, 10], rows: 1, lengths },
  { name: '784-128-10, batch 32', widths: [784, 128, 10], rows: 32, lengths: lengths.slice(0, -1) },
];
/** Networks for which threads might pay off, from little to much arithmetic per pass. */
const threaded = [
  ...networks.map((network) => ({ ...network, lengths: [4] })),
  { name: '784-128-10, batch 128', widths: [784, 128, 10], rows: 128, lengths: [4] },
  { name: '784-512-512-10, batch 32', widths: [784, 512, 512, 10], rows: 32, lengths: [2] },
  { name: '784-512-512-10, batch 128', widths: [784, 512, 512, 10], rows: 128, lengths: [2] },
];

const { outputFiles } = await build({
  entryPoints: [join(root, 'bench/gpu-run-length-page.mjs')],
  absWorkingDir: root,
  outdir: '/',
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  write: false,
  alias: Object.fromEntries(
    readdirSync(`${root}packages`).map((name) => [`@nnf/${name}`, `${root}packages/${name}/src/index.ts`]),
  ),
});
const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
const server = createServer(({ url }, response) => {
  const body = files.get(url);
  response.writeHead(body || url === '/' ? 200 : 404, {
    'content-type': body ? 'text/javascript' : 'text/html',
    // These headers allow a page to share memory among threads.
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  response.end(
    body ?? '<!doctype html><title>run length</title><script type="module" src="/gpu-run-length-page.js"></script>',
  );
});
await new Promise((resolve) => server.listen(0, 'localhost', resolve));
const browser = await startChromium();

try {
  console.log(
    '| mode | network | passes per batch | how | batches at once | µs per batch | × the best | first run, ms |',
  );
  console.log('| --- | --- | ---: | --- | ---: | ---: | ---: | ---: |');
  for (const mode of options.modes.split(',')) {
    for (const network of networks) {
      const ways = [
        { way: 'chained', batches: network.lengths.at(-1) },
        ...network.lengths.map((batches) => ({ way: 'pipeline', batches })),
      ];
      await report(mode, network, ways);
    }
  }
  if (!options['no-threads'] && options.modes.includes('webasm')) {
    for (const network of threaded) {
      const [batches] = network.lengths;
      await report(
        'webasm',
        network,
        ['threads', 'no threads'].map((way) => ({ way, batches })),
      );
    }
  }
} finally {
  await browser.close();
  server.close();
}

async function report(mode, { name, widths, rows }, ways) {
  const page = await browser.newPage();
  try {
    await page.goto(`http://localhost:${server.address().port}/`);
    await page.waitForFunction(() => typeof bench === 'object');
    const adapter = await page.evaluate((one) => bench.adapter(one), mode);
    const { passes, operations, results } = await page.evaluate(
      (values) => bench.measure(...values),
      [mode, widths, rows, ways, Number(options.rounds), least],
    );
    const best = Math.min(...results.map(({ microseconds }) => microseconds));
    for (const { way, executes, batches, microseconds, first } of results) {
      const how = way === 'pipeline' ? executes : way === 'chained' ? way : `${way}: ${executes}`;
      console.log(
        `| ${mode} | ${name}, ${Math.round(operations / passes).toLocaleString('en')} operations a pass | ${passes} | ${how} | ` +
          `${batches} | ${microseconds.toFixed(0)} | ${(microseconds / best).toFixed(2)} | ${first.toFixed(0)} |`,
      );
    }
    console.log(`| | ${adapter} | | | | | | |`);
  } finally {
    await page.close();
  }
}
