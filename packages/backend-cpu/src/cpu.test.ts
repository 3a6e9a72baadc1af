import { PlanBuilder } from '@nnf/core';
import { backendSuite } from '@nnf/test-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureOf, rejectionOf } from '../../core/src/testing/failure-of.js';
import { cpu } from './cpu.js';

afterEach(() => vi.unstubAllGlobals());

backendSuite(cpu);

describe('cpu', () => {
  it('is a float32 backend by default, and a float64 backend on request', async () => {
    expect(cpu()).toMatchObject({
      name: 'cpu',
      options: { dtype: 'float32' },
      dataTypes: ['float32', 'float64'],
      deterministic: true,
    });
    expect(cpu({ dtype: undefined })).toMatchObject({ options: { dtype: 'float32' } });
    expect(cpu({ dtype: 'float64' })).toMatchObject({
      options: { dtype: 'float64' },
      dataTypes: ['float64', 'float32'],
    });
    for (const dtype of ['float32', 'float64'] as const) {
      const program = await cpu({ dtype }).compile({});
      expect(program).toMatchObject({ dataType: dtype, executes: `${dtype} WebAssembly SIMD` });
      expect(program.bytes).toBe(65536);
    }
  });

  it('refuses another number type', () => {
    expect(failureOf(() => cpu({ dtype: 'float16' as never }))).toBe(
      "INVALID_ARGUMENT cpu: dtype is float16, expected 'float32' or 'float64'",
    );
  });

  it('throws if there is no WebAssembly, no SIMD, or no permission', async () => {
    const plans = { none: new PlanBuilder().build() };
    const { WebAssembly } = globalThis;
    vi.stubGlobal('WebAssembly', undefined);
    expect(await rejectionOf(cpu().compile(plans))).toMatch(/^NO_WEBASSEMBLY cpu: this host has no WebAssembly/);
    const forbid = class {
      constructor() {
        throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
      }
    };
    vi.stubGlobal('WebAssembly', { ...WebAssembly, Memory: WebAssembly.Memory, Module: forbid });
    expect(await rejectionOf(cpu().compile(plans))).toMatch(
      /^NO_WEBASSEMBLY .*'wasm-unsafe-eval'.*disallowed by embedder$/,
    );
    vi.unstubAllGlobals();
    expect((await cpu().compile(plans)).dataType).toBe('float32');
  });
});
