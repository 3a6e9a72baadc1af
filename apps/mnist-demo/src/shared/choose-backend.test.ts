import { describe, expect, test } from 'vitest';
import { type Adapter, type Candidate, chooseBackend, operationsPerUpdate, type Probes } from './choose-backend.js';

const apple: Adapter = { mode: 'webgpu', name: 'apple metal-3', isFallback: false };
const swiftShader: Adapter = { mode: 'webgpu', name: 'google swiftshader', isFallback: false };
const large = operationsPerUpdate({ pixels: 784, hidden: [512, 512], classes: 10 }, 128);

interface Host {
  readonly adapters: readonly Adapter[];
  /** Milliseconds per update, or the error thrown. */
  readonly times?: Partial<Record<Candidate, number | Error>>;
}

/** Probes that answer from a list, and record their calls. */
function probesOf({ adapters, times = {} }: Host): Probes & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    async *adapters() {
      for (const adapter of adapters) {
        asked.push(adapter.mode);
        yield adapter;
      }
    },
    async secondsPerUpdate(candidate) {
      asked.push(`time of ${candidate}`);
      const answer = times[candidate];
      if (typeof answer !== 'number') throw answer ?? new Error(`nobody knows of ${candidate}`);
      return answer / 1000;
    },
  };
}

describe('operationsPerUpdate', () => {
  test.each([
    // (784 · 10 + 10 · 10 + 10 · 10) weights, 6 operations each.
    [[10, 10], 1, 48_240],
    [[10, 10], 32, 1_543_680],
    [[512, 512], 128, 6 * (784 * 512 + 512 * 512 + 512 * 10) * 128],
    [[], 2, 94_080],
  ])('784-%j-10 with %i rows', (hidden, rows, operations) => {
    expect(operationsPerUpdate({ pixels: 784, hidden, classes: 10 }, rows)).toBe(operations);
  });
});

describe('chooseBackend', () => {
  test.each([48_240, 1_543_680, 1_949_999])('takes the processor for %i operations, and asks no GPU', async (count) => {
    const probes = probesOf({ adapters: [apple], times: { cpu: 2, webgpu: 1 } });
    const { candidate, says } = await chooseBackend(count, probes);
    expect(candidate).toBe('cpu');
    expect(says).toBe(
      `auto takes cpu: an update has ${count.toLocaleString('en-US')} operations; below 1,950,000, a GPU's passes alone take longer`,
    );
    expect(probes.asked).toEqual([]);
  });

  test('asks for a GPU from 1,950,000 operations on', async () => {
    const probes = probesOf({ adapters: [] });
    expect(await chooseBackend(1_950_000, probes)).toEqual({
      candidate: 'cpu',
      says: 'auto takes cpu: neither WebGPU nor WebGL2 found a GPU',
    });
  });

  test.each([
    'google swiftshader',
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.6, 256 bits)',
    'Microsoft Basic Render Driver',
    'Apple Software Renderer',
  ])('takes the processor where the only GPU is %s, and times nothing', async (name) => {
    const probes = probesOf({ adapters: [{ mode: 'webgl2', name, isFallback: false }] });
    expect(await chooseBackend(large, probes)).toEqual({
      candidate: 'cpu',
      says: `auto takes cpu: this GPU is emulated in software, ${name}`,
    });
    expect(probes.asked).toEqual(['webgl2']);
  });

  test('believes a browser that says so of an unnamed adapter', async () => {
    const probes = probesOf({ adapters: [{ mode: 'webgpu', name: '', isFallback: true }] });
    expect((await chooseBackend(large, probes)).says).toBe(
      'auto takes cpu: this GPU is emulated in software, an unnamed adapter',
    );
  });

  test('takes a GPU that is faster, having tried both, and looks for no other', async () => {
    const other: Adapter = { mode: 'webgl2', name: 'ANGLE (Apple, M3)', isFallback: false };
    const probes = probesOf({ adapters: [apple, other], times: { cpu: 12.34567, webgpu: 0.5 } });
    expect(await chooseBackend(large, probes)).toEqual({
      candidate: 'webgpu',
      says: 'auto takes webgpu: an update took 12.3 ms on cpu, 0.5 ms in webgpu on apple metal-3',
    });
    expect(probes.asked).toEqual(['webgpu', 'time of cpu', 'time of webgpu']);
  });

  test.each([1234.5, 12])('takes the processor where the GPU is not faster: %d ms', async (webgpu) => {
    const probes = probesOf({ adapters: [apple], times: { cpu: 12, webgpu } });
    expect(await chooseBackend(large, probes)).toEqual({
      candidate: 'cpu',
      says: `auto takes cpu: an update took 12 ms on cpu, ${webgpu === 12 ? '12' : '1,230'} ms in webgpu on apple metal-3`,
    });
  });

  test('takes WebGL2 where it is a GPU and WebGPU is software', async () => {
    const radeon: Adapter = { mode: 'webgl2', name: 'ANGLE (AMD, Radeon RX 580)', isFallback: false };
    const probes = probesOf({ adapters: [swiftShader, radeon], times: { cpu: 3, webgl2: 2 } });
    expect(await chooseBackend(large, probes)).toEqual({
      candidate: 'webgl2',
      says: 'auto takes webgl2: an update took 3 ms on cpu, 2 ms in webgl2 on ANGLE (AMD, Radeon RX 580)',
    });
  });

  test('takes the processor where the GPU fails, with the first line of why', async () => {
    const lost = new Error('gpu: the device is lost\nin a shader of many lines');
    const probes = probesOf({ adapters: [apple], times: { cpu: 3, webgpu: lost } });
    expect(await chooseBackend(large, probes)).toEqual({
      candidate: 'cpu',
      says: 'auto takes cpu: trying the GPU failed, gpu: the device is lost',
    });
  });

  test('takes the processor where not even an adapter can be asked for', async () => {
    const probes: Probes = {
      ...probesOf({ adapters: [] }),
      // biome-ignore lint/correctness/useYield: it fails before
      async *adapters() {
        throw new TypeError('requestAdapter is not allowed here');
      },
    };
    expect(await chooseBackend(large, probes)).toEqual({
      candidate: 'cpu',
      says: 'auto takes cpu: trying the GPU failed, requestAdapter is not allowed here',
    });
  });
});
