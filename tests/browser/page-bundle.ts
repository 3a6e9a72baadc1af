import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles a script of this folder with the packages' sources, minified; gives its files by their paths on a server. */
export async function bundlePage(script: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const alias = Object.fromEntries([
    ['nnf-activation-e-swish', `${root}examples/custom-activation/src/index.ts`],
    ['@nnf/test-kit/checks', `${root}packages/test-kit/src/checks.ts`],
    ...readdirSync(`${root}packages`).map((name) => [`@nnf/${name}`, `${root}packages/${name}/src/index.ts`]),
  ]);
  const { outputFiles } = await build({
    entryPoints: { page: `${root}tests/browser/${script}` },
    absWorkingDir: root,
    outdir: '/',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    alias,
    write: false,
  });
  return new Map(outputFiles.map(({ path, contents }) => [path, contents]));
}
