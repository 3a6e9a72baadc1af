import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { sourceAliases } from '../../source-aliases.js';
import { dataParts } from './src/web/data/write-data-parts.js';
import { fillServiceWorker } from './src/web/offline/fill-service-worker.js';

const page = fileURLToPath(new URL('src/web', import.meta.url));
const serviceWorker = 'service-worker.js';
/** The folder for code that is downloaded once the page can be used: the charts. */
const soonFolder = 'soon';
/** The folder for code that is downloaded only when needed: the GPU backend. */
const laterFolder = 'later';

/** Adds MNIST to the built page, in parts. */
function mnist(): Plugin {
  return {
    name: 'mnist',
    apply: 'build',
    generateBundle() {
      for (const [fileName, source] of dataParts()) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** Whether the page fetches a file only when it is needed. */
function isLater(fileName: string): boolean {
  return fileName.startsWith('data/') || fileName.startsWith(`${laterFolder}/`);
}

/** Tells the service worker which files the page has. */
function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const chunk = bundle[serviceWorker];
        if (chunk?.type !== 'chunk') throw new Error(`there is no ${serviceWorker}`);
        const files = Object.values(bundle)
          .filter(({ fileName }) => fileName !== serviceWorker)
          .map((file) => ({ name: file.fileName, content: file.type === 'chunk' ? file.code : file.source }));
        const pageFiles = files.filter(({ name }) => !isLater(name));
        const laterFiles = files.filter(({ name }) => isLater(name));
        chunk.code = await fillServiceWorker(chunk.code, pageFiles, laterFiles);
      },
    },
  };
}

/**
 * Restricts the built page to its own files. The policy does not cover the workers, since theirs would have to come from the
 * server; gpu.js generates code there. The development server sends inline scripts and styles, so it has no policy.
 */
function contentSecurityPolicy(): Plugin {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'";
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
    ],
  };
}

// Every address in the page is relative, so that it works from any folder of any server.
export default defineConfig({
  root: page,
  base: './',
  resolve: { alias: sourceAliases },
  plugins: [mnist(), contentSecurityPolicy(), offline()],
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        // Core's class for other backends stays in the worker's file, which is smaller than two files.
        codeSplitting: { groups: [{ name: 'network', test: /keeping-program|worker.network/ }] },
        chunkFileNames: ({ isDynamicEntry }) => `${isDynamicEntry ? laterFolder : 'assets'}/[name]-[hash].js`,
      },
    },
  },
  build: {
    outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // Turns off a warning about the build time, most of which goes into compressing the images.
      checks: { bundlerTimings: false },
      input: { index: `${page}/index.html`, 'service-worker': `${page}/offline/service-worker.ts` },
      output: {
        chunkFileNames: ({ isDynamicEntry }) => `${isDynamicEntry ? soonFolder : 'assets'}/[name]-[hash].js`,
        entryFileNames: ({ name }) => (name === 'service-worker' ? serviceWorker : 'assets/[name]-[hash].js'),
      },
    },
  },
});
