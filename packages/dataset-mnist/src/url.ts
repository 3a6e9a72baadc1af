/** Whether a value is a URL, of this realm or another: jsdom, for example, has a class of its own. */
export function isUrl(value: unknown): value is URL {
  return typeof value === 'object' && value !== null && 'href' in value && typeof value.href === 'string';
}
