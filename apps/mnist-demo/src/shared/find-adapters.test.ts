import { expect, test, vi } from 'vitest';
import type { Adapter } from './choose-backend.js';
import { findAdapters, type GpuHost } from './find-adapters.js';

type WebGpuAdapter = Awaited<ReturnType<NonNullable<NonNullable<GpuHost['navigator']>['gpu']>['requestAdapter']>>;

function webGpu(adapter: WebGpuAdapter): GpuHost {
  return { navigator: { gpu: { requestAdapter: async () => adapter } } };
}

const masked = { RENDERER: 0x1f01, unmasked: 0x9246 };

/** A host with a WebGL2 renderer of a given name, with or without the extension that reveals the name. */
function webGl(renderer: string, { tells, lose = () => {} }: { tells: boolean; lose?: () => void }): GpuHost {
  const context = {
    RENDERER: masked.RENDERER,
    getExtension(name: string) {
      if (name === 'WEBGL_lose_context') return { loseContext: lose };
      return tells && name === 'WEBGL_debug_renderer_info' ? { UNMASKED_RENDERER_WEBGL: masked.unmasked } : null;
    },
    getParameter: (parameter: number) => (parameter === (tells ? masked.unmasked : masked.RENDERER) ? renderer : null),
  };
  return {
    OffscreenCanvas: class {
      getContext() {
        return context as unknown as WebGL2RenderingContext;
      }
    },
  };
}

async function all(host?: GpuHost): Promise<readonly Adapter[]> {
  const adapters: Adapter[] = [];
  for await (const adapter of findAdapters(host)) adapters.push(adapter);
  return adapters;
}

test('Node has none', async () => {
  expect(await all()).toEqual([]);
});

test('a host with WebGPU and no adapter, and with no WebGL2 context', async () => {
  const host: GpuHost = {
    ...webGpu(null),
    OffscreenCanvas: class {
      getContext() {
        return null;
      }
    },
  };
  expect(await all(host)).toEqual([]);
});

test.each([
  [{ info: { vendor: 'apple', architecture: 'metal-3', device: '', description: '' } }, 'apple metal-3', false],
  [{ info: { vendor: 'google', architecture: 'swiftshader', isFallbackAdapter: true } }, 'google swiftshader', true],
  [{ isFallbackAdapter: true }, '', true],
  [{}, '', false],
])('WebGPU tells of its adapter: %j', async (adapter, name, isFallback) => {
  expect(await all(webGpu(adapter))).toEqual([{ mode: 'webgpu', name, isFallback }]);
});

test.each([true, false])('WebGL2 tells what renders, by the extension or without: %s', async (tells) => {
  const lose = vi.fn();
  expect(await all(webGl('llvmpipe', { tells, lose }))).toEqual([
    { mode: 'webgl2', name: 'llvmpipe', isFallback: false },
  ]);
  expect(lose).toHaveBeenCalledOnce();
});

test('WebGPU comes first, and no WebGL context is opened where it is enough', async () => {
  const lose = vi.fn();
  const host = { ...webGpu({ info: { vendor: 'apple' } }), ...webGl('ANGLE', { tells: true, lose }) };
  for await (const { mode } of findAdapters(host)) {
    expect(mode).toBe('webgpu');
    break;
  }
  expect(lose).not.toHaveBeenCalled();
  expect((await all(host)).map(({ mode }) => mode)).toEqual(['webgpu', 'webgl2']);
});
