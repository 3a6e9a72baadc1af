import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { backendChecks, failuresOf } from '@nnf/test-kit/checks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mnist } from './golden-trace.js';
import { randomnessOf, reorderedWalkthrough, trainWalkthrough } from './gpu-training.js';

/** The software Vulkan device in Debian's chromium package. */
const vulkanDevice = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Dawn, which provides WebGPU for Node. gpu.js depends on an older version, which Debian 12 cannot load. */
interface Dawn {
  create(options: readonly string[]): unknown;
  readonly globals: Readonly<Record<string, unknown>>;
}

const folder = process.env.WEBGPU_PACKAGE ?? pathOf(join(process.cwd(), 'node_modules'), 'webgpu');
/** The folders searched for a Vulkan loader, since Dawn does not include one. */
const libraries = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', ...pathsIn(process.env.LD_LIBRARY_PATH)];
const missing = !folder
  ? 'The package webgpu is not installed: `npm install --ignore-scripts webgpu@0.6.2` anywhere, and put the path of node_modules/webgpu in the variable WEBGPU_PACKAGE'
  : !existsSync(vulkanDevice)
    ? `There is no ${vulkanDevice}: \`apt-get install --no-install-recommends chromium\``
    : !libraries.some((library) => pathOf(library, 'libvulkan.so.1'))
      ? 'There is no libvulkan.so.1: put the one that chromium brings on the path by LD_LIBRARY_PATH=/usr/lib/chromium, or `apt-get install libvulkan1`'
      : undefined;

const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
beforeAll(async () => {
  if (missing !== undefined) {
    // Some reporters do not show why a test is skipped.
    console.warn(`Tests of WebGPU in Node are skipped. ${missing}`);
    return;
  }
  process.env.VK_ICD_FILENAMES = vulkanDevice;
  const entry = createRequire(join(folder!, 'package.json')).resolve(folder!);
  const { create, globals }: Dawn = await import(pathToFileURL(entry).href);
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { gpu: create([]) } });
});
afterAll(() => {
  if (before) Object.defineProperty(globalThis, 'navigator', before);
  else Reflect.deleteProperty(globalThis, 'navigator');
});
beforeEach(({ skip }) => {
  if (missing !== undefined) skip(missing);
});

describe('the gpu backend in mode webgpu, in Node through Dawn', () => {
  test('passes the backend suite', async () => {
    expect(await failuresOf(backendChecks((options) => gpu({ ...options, mode: 'webgpu' })))).toEqual([]);
  });

  test('trains the walkthrough, and says what ran', async () => {
    const { executes, losses } = await trainWalkthrough(gpu({ mode: 'webgpu' }), mnist('train', 500), 2);
    expect(executes).toBe('gpujs, gpu.js webgpu, fused-encoder');
    expect(losses[1]).toBeLessThan(losses[0]!);
    const [found, exact] = await Promise.all(
      [gpu({ mode: 'webgpu' }), cpu({ dtype: 'float64' })].map((one) =>
        reorderedWalkthrough(one, mnist('train', 500), 40, 1),
      ),
    );
    expect(Math.abs(found! - exact!)).toBeLessThan(1e-4 * exact!);
  });

  test('the same seed gives the same first weights, shuffles and dropout masks as on the cpu backend', async () => {
    expect(await randomnessOf(gpu({ mode: 'webgpu' }))).toEqual(await randomnessOf(cpu()));
  });

  test('auto takes it', async () => {
    const { executes } = await trainWalkthrough(gpu(), mnist('train', 500), 1);
    expect(executes).toBe('gpujs, gpu.js webgpu, fused-encoder');
  });
});

function pathOf(folder: string, name: string): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? path : undefined;
}

function pathsIn(variable = ''): readonly string[] {
  return variable.split(delimiter).filter((path) => path !== '');
}
