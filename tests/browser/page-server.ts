import { type FileServer, startFileServer } from '../../packages/dataset-mnist/src/test-support/file-server.js';

const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** Serves a page with one script, and other files by path, as bytes without a content type. */
export function startPageServer(
  pages: ReadonlyMap<string, string | Uint8Array>,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
  headers: Readonly<Record<string, string>> = {},
): Promise<FileServer> {
  return startFileServer(files, {
    ranges: true,
    answer(path, _, response) {
      const body = pages.get(path) ?? (path === '/favicon.ico' ? '' : undefined);
      if (body === undefined) return false;
      const type = types[path === '/' ? 'html' : path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(body);
      return true;
    },
  });
}
