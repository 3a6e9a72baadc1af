import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as viteBuild } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

const alias = Object.fromEntries([
  ['nnf-activation-e-swish', `${root}examples/custom-activation/src/index.ts`],
  ['@nnf/test-kit/checks', `${root}packages/test-kit/src/checks.ts`],
  ...readdirSync(`${root}packages`).map((name) => [`@nnf/${name}`, `${root}packages/${name}/src/index.ts`]),
]);

/**
 * Bundles and minifies a script of this folder with the packages' sources, using esbuild. Returns the files by their paths on a
 * server. The script itself is `/page.js`.
 */
export async function bundlePage(script: string): Promise<ReadonlyMap<string, Uint8Array>> {
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

/** Like {@link bundlePage}, but uses Vite with its own minifier. */
export async function bundlePageWithVite(script: string): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const built = await viteBuild({
    root,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias },
    publicDir: false,
    build: {
      write: false,
      // The chunk of gpu.js is large.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: `${root}tests/browser/${script}`, output: { entryFileNames: 'page.js' } },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const files = outputs.flatMap((result) => ('output' in result ? result.output : []));
  return new Map(files.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}
