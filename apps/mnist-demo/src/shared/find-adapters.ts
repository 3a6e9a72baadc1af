import type { Adapter } from './choose-backend.js';

/** The part of WebGPU that is read here; TypeScript has no types for it. Browsers differ in where they put an adapter's facts. */
interface WebGpuAdapter {
  readonly info?: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
}
interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** The global object that provides adapters: of a page, a worker or Node. */
export interface GpuHost {
  readonly navigator?: { readonly gpu?: { requestAdapter(): Promise<WebGpuAdapter | null> } };
  readonly OffscreenCanvas?: new (
    width: number,
    height: number,
  ) => { getContext(kind: 'webgl2'): WebGl2Context | null };
}

type WebGl2Context = Pick<WebGL2RenderingContext, 'getExtension' | 'getParameter' | 'RENDERER'>;

/** Finds the host's adapters in the order of the GPU backend's mode `auto`: WebGPU's, then WebGL2's. */
export async function* findAdapters(host: GpuHost = globalThis as GpuHost): AsyncGenerator<Adapter> {
  const webGpu = await host.navigator?.gpu?.requestAdapter();
  if (webGpu) {
    const { info = {}, isFallbackAdapter = info.isFallbackAdapter } = webGpu;
    const words = [info.vendor, info.architecture, info.device, info.description];
    yield { mode: 'webgpu', name: words.filter(Boolean).join(' '), isFallback: isFallbackAdapter ?? false };
  }
  const webGl = host.OffscreenCanvas && new host.OffscreenCanvas(1, 1).getContext('webgl2');
  if (webGl) {
    const unmasked = webGl.getExtension('WEBGL_debug_renderer_info');
    const name = webGl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : webGl.RENDERER);
    // Browsers limit the number of contexts, so this one is released.
    webGl.getExtension('WEBGL_lose_context')?.loseContext();
    yield { mode: 'webgl2', name: String(name ?? ''), isFallback: false };
  }
}
