import { expect, test } from 'vitest';
import { webGpuFlags } from '../../../../tests/browser/chromium.js';
import { PageUnderTest } from './testing/open-page.js';

/** A browser with WebGPU and WebGL2, both in software, so that the demo finds the same adapters on every machine. */
const page = new PageUnderTest(webGpuFlags);

const wide = 'samples=256&testSamples=50&epochs=2&batchSize=64&hidden=128-relu&initializer=he&learningRate=0.05&seed=2';

/** The requested files that belong to the GPU backend. */
function gpuDownloads(requests: readonly string[]): readonly string[] {
  return requests.filter((path) => /\/later\/gpu-/.test(path));
}

test('auto takes the CPU for the walkthrough, and asks for no GPU', async () => {
  await page.open('epochs=1&seed=1&backend=auto');
  const says =
    "Runs on cpu, float32 WebAssembly SIMD; seed 1; auto takes cpu: an update has 48,240 operations; below 1,950,000, a GPU's passes alone take longer.";
  expect(await page.text('executes')).toBe(says);
  await page.train();
  expect(await page.text('executes')).toBe(says);
  expect(gpuDownloads(page.built.server.requests)).toEqual([]);
});

test('auto takes the CPU where the code that chooses cannot be downloaded', async () => {
  const { address, stop } = await page.built.serveAgain();
  const tab = await page.open('epochs=1&seed=1&backend=auto', address, (empty) =>
    empty.route('**/auto-backend-*.js', (route) => route.abort()),
  );
  expect(await page.text('executes')).toBe(
    'Runs on cpu, float32 WebAssembly SIMD; seed 1; auto takes cpu: this machine is offline.',
  );
  await page.train();
  await tab.close();
  await stop();
});

test('auto takes the CPU where the adapter is software, for the same run', async () => {
  const first = await page.open(wide);
  expect(await page.text('executes')).toBe('Runs on cpu, float32 WebAssembly SIMD; seed 2.');
  await page.train();
  const history = await page.history();
  await first.close();
  await page.open(`${wide}&backend=auto`);
  expect(await page.text('executes')).toBe(
    'Runs on cpu, float32 WebAssembly SIMD; seed 2; auto takes cpu: this GPU is emulated in software, google swiftshader.',
  );
  await page.train();
  expect(await page.history()).toBe(history);
  expect(gpuDownloads(page.built.server.requests)).toEqual([]);
});

/** A script that renames the adapter. */
const renamed = ['vendor', 'architecture', 'device', 'description']
  .map((word) => `Object.defineProperty(GPUAdapterInfo.prototype, '${word}', { get: () => '${word}' });`)
  .concat("Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });")
  .join('');

/** A script that speeds up the clock until gpu.js requests an adapter, so that the processor seems very slow. */
const slowProcessor = `
  const now = performance.now.bind(performance);
  const { requestAdapter } = GPU.prototype;
  let asked = 0;
  performance.now = () => (asked > 1 ? 1e9 + now() : 1e4 * now());
  GPU.prototype.requestAdapter = function (...options) {
    asked++;
    return requestAdapter.apply(this, options);
  };`;

/** Opens the page from a new server, of which no service worker has a cache. The page's workers run the script first. */
async function openAfter(script: string, settings: string) {
  const { address, server, stop } = await page.built.serveAgain();
  const tab = await page.open(settings, address, (empty) =>
    empty.route('**/network.worker-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${script}${await response.text()}` });
    }),
  );
  return {
    server,
    async close() {
      await tab.close();
      await stop();
    },
  };
}

/** Both times in milliseconds, and the backend chosen. */
function trialOf(text: string) {
  const says =
    /; seed 2; auto takes (\w+): an update took ([\d.,]+) ms on cpu, ([\d.,]+) ms in webgpu on vendor architecture device description\.$/;
  expect(text).toMatch(says);
  const [, taken = '', ...times] = says.exec(text) ?? [];
  const [onCpu = Number.NaN, onGpu = Number.NaN] = times.map((time) => Number(time.replaceAll(',', '')));
  expect(Math.min(onCpu, onGpu)).toBeGreaterThan(0);
  return { taken, onCpu, onGpu };
}

test('auto tries what calls itself a GPU, says both times, and takes the CPU that is faster, for the same run', async () => {
  const first = await page.open(wide);
  await page.train();
  const history = await page.history();
  await first.close();
  const { server, close } = await openAfter(renamed, `${wide}&backend=auto`);
  const text = await page.text('executes');
  expect(text).toMatch(/^Runs on cpu, float32 WebAssembly SIMD;/);
  const { taken, onCpu, onGpu } = trialOf(text);
  // A GPU emulated on the processor is slower than the processor itself.
  expect(onGpu).toBeGreaterThan(onCpu);
  expect(taken).toBe('cpu');
  expect(gpuDownloads(server.requests).length).toBeGreaterThan(0);
  await page.train();
  expect(await page.text('executes')).toBe(text);
  expect(await page.history()).toBe(history);
  await close();
});

test('auto takes a GPU that is faster, for the run that its mode makes', async () => {
  const first = await page.open(`${wide}&backend=gpu-webgpu`);
  await page.train();
  const history = await page.history();
  await first.close();
  const { close } = await openAfter(renamed + slowProcessor, `${wide}&backend=auto`);
  const { taken, onCpu, onGpu } = trialOf(await page.text('executes'));
  expect(onGpu).toBeLessThan(onCpu);
  expect(taken).toBe('webgpu');
  await page.train();
  expect(await page.text('executes')).toMatch(
    /^Runs on gpujs, gpu\.js webgpu, fused-encoder; seed 2; auto takes webgpu/,
  );
  expect(await page.history()).toBe(history);
  await close();
});
