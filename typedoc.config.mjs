// The API reference, from the docstrings: `pnpm docs:api` writes it to docs/api, and CI checks with it that nothing public is
// without one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Converter, ReflectionKind } from 'typedoc';

const packages = readdirSync('packages')
  .map((name) => `packages/${name}`)
  .filter((folder) => existsSync(`${folder}/package.json`))
  .map((folder) => ({ folder, ...JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }))
  .filter((manifest) => !manifest.private);

/** The entries of every package that is published, by the names in its `exports`. */
const entryPoints = packages.flatMap(({ folder, exports = {} }) =>
  Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => `${folder}/src/${entry === '.' ? 'index' : entry.slice(2)}.ts`),
);

/** Modules are called what a program imports: `@nnf/dataset-mnist/node`, not dataset-mnist/src/node. */
function nameModules(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const [folder, entry] = module.name.split('/src');
      module.name = `${packages.find((manifest) => manifest.folder === `packages/${folder}`)?.name ?? folder}${entry ?? ''}`;
    }
  });
}

export default {
  name: 'nnf',
  plugin: [nameModules],
  entryPoints,
  out: 'docs/api',
  tsconfig: 'tsconfig.json',
  // Tests are type-checked apart.
  exclude: ['**/*.test.ts'],
  validation: {
    notDocumented: true,
    notExported: true,
    invalidLink: true,
    rewrittenLink: true,
    // The README links to folders, which no site of files has.
    invalidPath: false,
  },
  packagesRequiringDocumentation: packages.map(({ name }) => name),
  excludeInternal: true,
  treatWarningsAsErrors: true,
  githubPages: false,
};
