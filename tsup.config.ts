import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** Every package is built by this file: its entries are the names in its own `exports` (or its `bin`). */
interface Manifest {
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.keys(manifest.exports ?? {})
  .filter((name) => name !== './package.json')
  .map((name) => (name === '.' ? 'src/index.ts' : `src/${name.slice(2)}.ts`));
const isProgram = manifest.bin !== undefined;

export default defineConfig({
  entry: isProgram ? ['src/main.ts'] : entries,
  format: isProgram ? ['esm'] : ['esm', 'cjs'],
  dts: isProgram ? false : { compilerOptions: { noEmit: false } },
  target: 'node20',
  clean: true,
  splitting: false,
  treeshake: true,
  // Without it tsup writes 'fs' for 'node:fs', which edge runtimes do not know.
  removeNodeProtocol: false,
  // With the sources in them, since no package ships its sources.
  sourcemap: true,
  silent: true,
});
