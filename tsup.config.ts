import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** Builds every package. The entries are the names in the package's `exports` (or `bin`). */
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
  // Source maps embed the sources, since no package ships them.
  sourcemap: true,
  silent: true,
});
