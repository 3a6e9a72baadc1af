import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first. */
const longest = [
  'tests/browser/gpu.test.ts',
  'tests/release/packages.test.ts',
  'apps/mnist-demo/src/web/page-trains-on-gpu.test.ts',
  'tests/browser/gpu-limits.test.ts',
  'packages/test-kit/src/backend/backend-checks.test.ts',
  'tests/readme-snippets.test.ts',
  'tests/create-nnf-plugin.test.ts',
];

/** Starts the longest files first, so that no processor waits for one of them in the end. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(name));
      return found < 0 ? longest.length : found;
    };
    // Sorting is stable: the others keep vitest's order.
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
