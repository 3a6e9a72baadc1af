import { inject } from 'vitest';

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
    release: Release | { readonly failure: string };
  }
}

/**
 * The release that `publish.ts` has made before the tests.
 *
 * @throws Error saying why there is none
 */
export function theRelease(): Release {
  const release = inject('release');
  if ('failure' in release) throw new Error(release.failure);
  return release;
}
