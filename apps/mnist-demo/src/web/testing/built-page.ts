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
  serveAgain(): Promise<Pick<BuiltPage, 'address' | 'server' | 'stop'>>;
  stop(): Promise<void>;
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
  const server = await serve(files);
  return {
    address: `${server.address}/some/folder/index.html`,
    files,
    server,
    async serveAgain() {
      const again = await serve(files);
      return { address: `${again.address}/some/folder/index.html`, server: again, stop: again.stop };
    },
    stop: server.stop,
  };
}

function serve(files: ReadonlyMap<string, Uint8Array>): Promise<FileServer> {
  const isPage = (path: string): boolean => /\.(html|js|css)$/.test(path);
  const pages = new Map([...files].filter(([path]) => isPage(path)).map(([path, bytes]) => [path, Buffer.from(bytes)]));
  return startPageServer(pages, new Map([...files].filter(([path]) => !isPage(path))));
}
