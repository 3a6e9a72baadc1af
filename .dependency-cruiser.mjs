// The import rules, checked by `pnpm imports`. A room imports only from itself and the rooms before it in its list. Files beside
// the rooms, such as index.ts, import from all of them. docs/architecture.md has a diagram.

/** Rooms from the lowest to the highest. */
const rooms = {
  'packages/core/src': ['base', 'expression', 'plan', 'random', 'parts', 'layer', 'training', 'network'],
  'packages/backend-cpu/src': ['wasm', 'memory', 'kernels', 'sparse', 'data', 'compile', 'run'],
  'packages/backend-gpujs/src': ['write', 'plan', 'run'],
  'apps/mnist-demo/src': ['shared', 'cli'],
};

const tests = ['\\.test\\.ts$', '/testing/'];

const upwards = Object.entries(rooms).flatMap(([folder, names]) =>
  names.map((room, place) => ({
    name: `${folder}/${room} imports from lower rooms`,
    severity: 'error',
    from: { path: `^${folder}/${room}/`, pathNot: tests },
    to: {
      path: `^${folder}/`,
      pathNot: names.slice(0, place + 1).map((lower) => `^${folder}/${lower}/`),
    },
  })),
);

export default {
  forbidden: [
    { name: 'no circles', severity: 'error', from: { path: '^(packages|apps|examples)/' }, to: { circular: true } },
    ...upwards,
    {
      name: 'the page and the program know each other by shared/ only',
      severity: 'error',
      from: { path: '^apps/mnist-demo/src/web/', pathNot: tests },
      to: { path: '^apps/mnist-demo/src/cli/' },
    },
    {
      name: 'core imports nothing',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: tests },
      to: { pathNot: '^packages/core/src/' },
    },
    {
      name: 'a plugin imports core and no other plugin',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/', pathNot: [...tests, '^packages/(test-kit|create-nnf-plugin)/'] },
      to: { path: '^(packages|examples|apps)/', pathNot: '^packages/($1|core)/src/' },
    },
    {
      name: 'a package is imported by its name',
      severity: 'error',
      from: { path: '^(packages|apps|examples)/([^/]+)/', pathNot: tests },
      to: { path: '^(packages|apps|examples)/', pathNot: ['^$1/$2/', '/src/(index|node|web|checks)\\.ts$'] },
    },
    {
      name: 'only tests import what is for tests',
      severity: 'error',
      from: { path: '/src/', pathNot: [...tests, '^packages/test-kit/'] },
      to: { path: tests },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/node_modules/'] },
  },
};
