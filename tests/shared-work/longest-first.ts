import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slowest test files, slowest first. */
const longest = [
  'tests/browser/gpu.test.ts',
  'tests/release/packages.test.ts',
  'apps/mnist-demo/src/web/page-trains-on-gpu.test.ts',
  'tests/browser/gpu-limits.test.ts',
  'packages/test-kit/src/backend/backend-checks.test.ts',
  'tests/readme-snippets.test.ts',
  'tests/create-nnf-plugin.test.ts',
];

/** Starts the slowest files first, so that no core idles at the end while one of them runs. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(name));
      return found < 0 ? longest.length : found;
    };
    // Sorting is stable, so the other files keep vitest's order.
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
