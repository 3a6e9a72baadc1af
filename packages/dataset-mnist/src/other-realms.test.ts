import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { reasonOf } from './fail.js';
import { addressOf } from './fetch-idx.js';
import { failFile, localPath } from './file-source.js';

/** A URL as jsdom or a polyfill makes it: of a class that is not this realm's `URL`. */
class OtherUrl {
  readonly href: string;
  readonly protocol: string;
  constructor(url: URL) {
    this.href = url.href;
    this.protocol = url.protocol;
  }
}
const other = (url: URL): URL => new OtherUrl(url) as URL;
const foreignError = (code: string): unknown => runInNewContext(code);

describe('values of another realm', () => {
  it('are URLs', () => {
    const path = join(import.meta.dirname, 'a b.idx');
    expect(localPath(other(pathToFileURL(path)), 'the file')).toBe(path);
    expect(() => localPath(other(new URL('https://example.org/a')), 'the file')).toThrow(
      'expected a path or a file: URL',
    );
    expect(addressOf(other(new URL('https://example.org/a')), 'fetchIdx', 'url')).toBe('https://example.org/a');
  });

  it('are errors of the file system', () => {
    const missing = foreignError("Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })");
    expect(missing).not.toBeInstanceOf(Error);
    expect(() => failFile('a.idx', missing)).toThrow('a.idx: there is no such file or folder; check the path');
  });

  it('are errors with a cause', () => {
    expect(reasonOf(foreignError("new Error('fetch failed', { cause: new Error('no route') })"))).toBe(
      'fetch failed: no route',
    );
    expect(reasonOf(foreignError("new Error('broke off')"))).toBe('broke off');
    expect(reasonOf('plain')).toBe('plain');
    expect(reasonOf(undefined)).toBe('undefined');
  });
});
