import { expect, test } from 'vitest';
import { webGpuFlags } from '../../../../tests/browser/chromium.js';
import { PageUnderTest } from './testing/open-page.js';

const page = new PageUnderTest(webGpuFlags);

/** A software renderer is slow. */
const longest = 300_000;

test.each([
  ['webgpu', 'fused-encoder'],
  ['webgl2', 'chained'],
  ['webasm', 'fused-sync'],
])(
  '20 epochs of the walkthrough, in mode %s',
  async (mode, executor) => {
    await page.open(`epochs=20&seed=1&backend=gpu-${mode}`);
    await page.train(longest);
    expect(await page.text('executes')).toBe(`Runs on gpujs, gpu.js ${mode}, ${executor}; seed 1.`);
    const [, ...lines] = (await page.history()).trim().split('\n');
    const losses = lines.map((line) => Number(line.split(',')[1]));
    expect(losses).toHaveLength(20);
    expect(losses.at(-1)).toBeLessThan(0.1 * losses[0]!);
    // The first test image of MNIST is a 7. A copy of the network on the CPU predicts it.
    await page.tab.click('#test-digit');
    await page.tab.waitForFunction(() => document.querySelector('#answer')?.textContent?.startsWith('It says'));
  },
  longest + 60_000,
);

test('auto takes WebGPU where an adapter answers; a change of modes needs a new network', async () => {
  const tab = await page.open('epochs=1&backend=gpu-auto');
  expect(await page.text('executes')).toBe('Runs on gpujs, gpu.js webgpu; seed 1.');
  await tab.selectOption('select[name=backend]', 'cpu');
  expect(await page.text('notice')).toContain('new network: backend.');
  await page.train();
  expect(await page.text('executes')).toBe('Runs on cpu, float32 WebAssembly SIMD; seed 1.');
});
