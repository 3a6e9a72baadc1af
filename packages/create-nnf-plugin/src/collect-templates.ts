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

/** What a package of its own has, and a folder of the repository does not need. */
const extraFiles = { '.gitignore': 'node_modules/\ndist/\n' };

/**
 * The templates, from `examples/custom-*` of the repository: the one place where they are written, which its tests run as
 * they are.
 *
 * @param root the repository
 */
export function collectTemplates(root: string): Templates {
  const versions = workspaceVersions(root);
  return Object.fromEntries(
    kindNames.map((kind) => [kind, collectTemplate(kind, join(root, 'examples', `custom-${kind}`), versions)]),
  ) as Record<Kind, Template>;
}

function collectTemplate(kind: Kind, folder: string, versions: ReadonlyMap<string, string>): Template {
  const manifest = readManifest(folder);
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
  const text = `${JSON.stringify(publishable(manifest, kind, name, versions), undefined, 2)}\n`;
  return { kind, packageName: manifest.name, name, files: { 'package.json': text, ...files, ...extraFiles } };
}

/** The example's manifest as that of a package outside of the repository. */
function publishable(manifest: Manifest, kind: Kind, name: string, versions: ReadonlyMap<string, string>): Manifest {
  const { private: _, ...rest } = manifest;
  const outside = (dependencies: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(dependencies).map(([dependency, range]) => {
        if (!range.startsWith('workspace:')) return [dependency, range];
        const version = versions.get(dependency);
        if (version === undefined)
          throw new Error(`${manifest.name} depends on ${dependency}, which is no package here`);
        return [dependency, range.replace('workspace:', '') + version];
      }),
    );
  return {
    ...rest,
    version: '0.1.0',
    description: `The ${kind} ${name} for nnf`,
    peerDependencies: outside(manifest.peerDependencies),
    devDependencies: outside(manifest.devDependencies),
  };
}

function workspaceVersions(root: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(join(root, 'packages')).map((folder) => {
      const { name, version } = readManifest(join(root, 'packages', folder));
      return [name, version];
    }),
  );
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
