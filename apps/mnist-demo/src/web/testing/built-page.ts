import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { FileServer } from '../../../../../packages/dataset-mnist/src/test-support/file-server.js';
import { startPageServer } from '../../../../../tests/browser/page-server.js';

const app = fileURLToPath(new URL('../../..', import.meta.url));

/** The page as it is published, served from a folder. */
export interface BuiltPage {
  readonly address: string;
  /** The files by their paths on the server. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly server: FileServer;
  /** Serves the same page from a second server, which can be stopped separately. */
  serveAgain(): Promise<PageCopy>;
  stop(): Promise<void>;
}

/** The same page on a second server. */
export interface PageCopy extends Pick<BuiltPage, 'address' | 'server' | 'stop'> {
  /** What the server sends in place of its files, by their paths on the server. May be changed at any time. */
  readonly replaced: Map<string, Uint8Array>;
}

/** Builds the page into a folder. */
export async function buildPage(folder: string): Promise<void> {
  await build({ configFile: join(app, 'vite.config.ts'), logLevel: 'warn', build: { outDir: folder } });
}

/** Serves the page in the folder `built`, under a path that is not the server's root. */
export async function serveBuiltPage(built: string): Promise<BuiltPage> {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(built, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/some/folder${path.slice(built.length)}`, readFileSync(path));
  }
  const index = files.get('/some/folder/index.html');
  if (!index) throw new Error('the build made no index.html');
  const { server } = await serve(files);
  return {
    address: `${server.address}/some/folder/index.html`,
    files,
    server,
    async serveAgain() {
      const { server: again, replaced } = await serve(files);
      return { address: `${again.address}/some/folder/index.html`, server: again, replaced, stop: again.stop };
    },
    stop: server.stop,
  };
}

async function serve(files: ReadonlyMap<string, Uint8Array>): Promise<Pick<PageCopy, 'server' | 'replaced'>> {
  const isPage = (path: string): boolean => /\.(html|js|css)$/.test(path);
  const replaced = new Map([...files].filter(([path]) => isPage(path)));
  const server = await startPageServer(replaced, new Map([...files].filter(([path]) => !isPage(path))));
  return { server, replaced };
}
