/**
 * The layout of MNIST in the built page, shared by the build and the page. Each set's images are split into parts, each an
 * IDX file, so that a page downloads only the images that it needs, from any static server.
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

/** The file name of a part, counted from 0, relative to the page. */
export function imagesPart({ prefix }: PartedSet, part: number): string {
  return `data/${prefix}-images-${String(part).padStart(2, '0')}.idx.gz`;
}

export function labelsFile({ prefix }: PartedSet): string {
  return `data/${prefix}-labels.idx.gz`;
}
