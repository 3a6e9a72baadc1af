import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kind, kindNames } from './kinds.js';
import type { Template, Templates } from './template.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The files that a standalone package needs and a folder of the repository does not. */
function extraFiles(root: string, packageName: string): Readonly<Record<string, string>> {
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
  const itsLicence = licence.replace(/^Copyright .*$/m, `Copyright (c) the authors of ${packageName}`);
  return { '.gitignore': 'node_modules/\ndist/\n', LICENSE: itsLicence };
}

/**
 * Collects the templates from the repository's `examples/custom-*`, where they are tested. They depend on the repository's
 * packages by `workspace:^`, which becomes a version when this program is published.
 *
 * @param root the repository
 */
export function collectTemplates(root: string): Templates {
  const known = readManifest(join(root, 'packages/create-nnf-plugin')).devDependencies ?? {};
  return Object.fromEntries(kindNames.map((kind) => [kind, collectTemplate(root, kind, known)])) as Record<
    Kind,
    Template
  >;
}

function collectTemplate(root: string, kind: Kind, known: Readonly<Record<string, string>>): Template {
  const folder = join(root, 'examples', `custom-${kind}`);
  const manifest = readManifest(folder);
  for (const [dependency, range] of Object.entries({ ...manifest.peerDependencies, ...manifest.devDependencies })) {
    if (range.startsWith('workspace:') && known[dependency] !== range)
      throw new Error(`${manifest.name} has ${dependency} ${range}: create-nnf-plugin needs it in its devDependencies`);
  }
  const name = manifest.name.slice(`nnf-${kind}-`.length);
  const sources = readdirSync(join(folder, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  const files = Object.fromEntries(
    ['README.md', 'tsconfig.json', ...sources].map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
  // Drops the fields that only the repository needs. The description names the kind, not the example.
  const { private: _, ...outside } = { ...manifest, version: '0.1.0', description: `The ${kind} ${name} for nnf` };
  const text = `${JSON.stringify(outside, undefined, 2)}\n`;
  return {
    kind,
    packageName: manifest.name,
    name,
    files: { 'package.json': text, ...files, ...extraFiles(root, manifest.name) },
  };
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
