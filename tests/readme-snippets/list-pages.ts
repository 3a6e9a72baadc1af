import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Lists every page whose snippets are run, relative to the repository. */
export function listPages(root: string): readonly string[] {
  const readmes = ['packages', 'apps', 'examples'].flatMap((folder) =>
    list(root, folder).map((name) => join(folder, name, 'README.md')),
  );
  const documents = list(root, 'docs').filter((name) => name.endsWith('.md'));
  const pages = ['README.md', 'CONTRIBUTING.md', ...readmes, ...documents.map((name) => join('docs', name))];
  return pages.filter((page) => existsSync(join(root, page)));
}

function list(root: string, folder: string): readonly string[] {
  const path = join(root, folder);
  return existsSync(path) ? readdirSync(path) : [];
}
