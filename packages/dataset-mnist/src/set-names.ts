/** A prefix without the hyphen, underscore or dot at its end: `emnist-letters` for `emnist-letters-`. */
export function trimmedPrefix(prefix: string): string {
  return prefix.replace(/[-_.]+$/, '');
}

/** What a published name begins with: nothing, or the prefix and a hyphen. */
export function nameStart(prefix = ''): string {
  const trimmed = trimmedPrefix(prefix);
  return trimmed === '' ? '' : `${trimmed}-`;
}
