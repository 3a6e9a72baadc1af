import { inject } from 'vitest';
import { sharedResult } from '../shared-work/shared-work.js';

/** A package as it was published. */
export interface ReleasedPackage {
  readonly name: string;
  readonly version: string;
  /** Relative to the repository: `packages/core`. */
  readonly folder: string;
  /** The file that the registry gives whoever installs it. */
  readonly tarball: string;
}

/** What the tests of a release know of it. */
export interface Release {
  /** What an `.npmrc` needs to install what was published. */
  readonly npmrc: string;
  /** The copy of the repository that was released, with everything built. */
  readonly repository: string;
  readonly packages: readonly ReleasedPackage[];
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where to ask for it. */
    release: string;
  }
}

/** A release is built first, which takes minutes on a machine that is busy. */
export const longestRelease = 1_200_000;

/**
 * The release that `publish.ts` makes when the first test asks.
 *
 * @throws Error saying why there is none
 */
export function theRelease(): Promise<Release> {
  return sharedResult(inject('release'));
}
