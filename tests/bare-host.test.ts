import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BackendName, trainAndPredict } from './train-anywhere.js';

const root = fileURLToPath(new URL('..', import.meta.url));

let script: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [`${root}tests/train-anywhere.ts`],
    tsconfig: `${root}tsconfig.json`,
    bundle: true,
    format: 'iife',
    globalName: 'program',
    write: false,
  });
  script = outputFiles[0]!.text;
});

/** Runs the program on a host that has ECMAScript, WebAssembly and these globals, and nothing else. */
function runOn(globals: object, backend: BackendName, seed?: number): Promise<string> {
  const host = createContext({ ...globals });
  runInContext(script, host);
  return runInContext(`program.trainAndPredict('${backend}', ${seed})`, host) as Promise<string>;
}

const backends: readonly BackendName[] = ['cpu, float32', 'cpu, float64', 'reference'];

describe.each(backends)('%s', (backend) => {
  it('trains and predicts the same bits on a host without any globals of the web or Node', async () => {
    expect(await runOn({}, backend, 1)).toBe(await trainAndPredict(backend, 1));
  });

  it('yields by setTimeout where there is neither setImmediate nor MessageChannel, as in Jest with jsdom', async () => {
    let yields = 0;
    const counting = (callback: () => void): void => {
      yields++;
      setTimeout(callback);
    };
    expect(await runOn({ setTimeout: counting }, backend, 1)).toBe(await trainAndPredict(backend, 1));
    expect(yields).toBeGreaterThan(2);
  });

  it('asks for a seed on a host without crypto', async () => {
    const message =
      'createNetwork: this host has no crypto.getRandomValues to draw a seed; pass seed, an integer from 0 to 4294967295';
    for (const globals of [{}, { crypto: undefined }, { crypto: {} }]) {
      await expect(runOn(globals, backend)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message });
    }
    expect(await runOn({ crypto }, backend)).toMatch(/^\[\[\d/);
  });
});
