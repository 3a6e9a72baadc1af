// Generates the API reference from the docstrings: `pnpm docs:api` writes it to docs/api. CI runs it to check that everything
// public has a docstring.
import { Converter, ReflectionKind } from 'typedoc';
import { entriesOf, publishedPackages } from './scripts/published-packages.mjs';

const entries = publishedPackages.flatMap(entriesOf);

/** Names modules as a program imports them: `@nnf/dataset-mnist/node`, not dataset-mnist/src/node. */
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
  // Tests are type-checked separately.
  exclude: ['**/*.test.ts'],
  validation: {
    notDocumented: true,
    notExported: true,
    invalidLink: true,
    rewrittenLink: true,
    // The README links to folders, which the generated site does not have.
    invalidPath: false,
  },
  packagesRequiringDocumentation: publishedPackages.map(({ manifest }) => manifest.name),
  excludeInternal: true,
  treatWarningsAsErrors: true,
  // A checkout may have no remote that sources could link to.
  disableSources: true,
  githubPages: false,
};
