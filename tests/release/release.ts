import { inject } from 'vitest';
import { sharedResult } from '../shared-work/shared-work.js';

/** A published package. */
export interface ReleasedPackage {
  readonly name: string;
  readonly version: string;
  /** The folder, relative to the repository: `packages/core`. */
  readonly folder: string;
  /** The file that the registry serves for it. */
  readonly tarball: string;
}

/** The facts about a release that its tests use. */
export interface Release {
  /** The contents of an `.npmrc` for installing the published packages. */
  readonly npmrc: string;
  /** The released copy of the repository, with everything built. */
  readonly repository: string;
  readonly packages: readonly ReleasedPackage[];
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The address that returns the release. */
    release: string;
  }
}

/** The time limit for the release. Building it takes minutes on a busy machine. */
export const longestRelease = 1_200_000;

/**
 * Returns the release, which `publish.ts` makes when the first test asks for it.
 *
 * @throws Error with the reason, if the release failed
 */
export function theRelease(): Promise<Release> {
  return sharedResult(inject('release'));
}
