/**
 * How the built page keeps MNIST: each set's images in parts of so many, each an IDX file of its own, so that a page
 * downloads only what it needs from any server. Shared by the build and the page.
 */
export const partSize = 1000;

export interface PartedSet {
  readonly prefix: 'train' | 't10k';
  readonly length: number;
}

export const partedSets = {
  train: { prefix: 'train', length: 60_000 },
  test: { prefix: 't10k', length: 10_000 },
} as const satisfies Readonly<Record<string, PartedSet>>;

/** The part's file, from 0, beside the page. */
export function imagesPart({ prefix }: PartedSet, part: number): string {
  return `data/${prefix}-images-${String(part).padStart(2, '0')}.idx.gz`;
}

export function labelsFile({ prefix }: PartedSet): string {
  return `data/${prefix}-labels.idx.gz`;
}
