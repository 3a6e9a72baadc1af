// Lists the packages for knip, size-limit and TypeDoc, so that their configurations need no line for a new package.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The folder and package.json of every published package. */
export const publishedPackages = readdirSync('packages')
  .map((name) => `packages/${name}`)
  .filter((folder) => existsSync(`${folder}/package.json`))
  .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }))
  .filter(({ manifest }) => !manifest.private);

/** The entries of a package: the name that a program imports, its source, and its built file. */
export function entriesOf({ folder, manifest }) {
  return Object.entries(manifest.exports ?? {})
    .filter(([entry]) => entry !== './package.json')
    .map(([entry, target]) => ({
      imported: `${manifest.name}${entry.slice(1)}`,
      source: `${folder}/src/${entry === '.' ? 'index' : entry.slice(2)}.ts`,
      built: `${folder}/${target.import.default.slice(2)}`,
    }));
}
