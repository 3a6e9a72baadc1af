// The API reference, from the docstrings: `pnpm docs:api` writes it to docs/api, and CI checks with it that nothing public is
// without one.
import { Converter, ReflectionKind } from 'typedoc';
import { entriesOf, publishedPackages } from './scripts/published-packages.mjs';

const entries = publishedPackages.flatMap(entriesOf);

/** Modules are called what a program imports: `@nnf/dataset-mnist/node`, not dataset-mnist/src/node. */
function nameModules(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const path = `packages/${module.name}`;
      const entry = entries.find(({ source }) => source === `${path}.ts` || source === `${path}/index.ts`);
      if (entry) module.name = entry.imported;
    }
  });
}

export default {
  name: 'nnf',
  plugin: [nameModules],
  entryPoints: entries.map(({ source }) => source),
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
  packagesRequiringDocumentation: publishedPackages.map(({ manifest }) => manifest.name),
  excludeInternal: true,
  treatWarningsAsErrors: true,
  // A checkout may have no remote to link to.
  disableSources: true,
  githubPages: false,
};
