import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { sourceAliases } from '../../source-aliases.js';
import { dataParts } from './src/web/data/write-data-parts.js';
import { fillServiceWorker } from './src/web/offline/fill-service-worker.js';

const page = fileURLToPath(new URL('src/web', import.meta.url));
const serviceWorker = 'service-worker.js';
/** What is downloaded only by those who choose it: the GPU backend. */
const laterFolder = 'later';

/** Puts MNIST beside the page, in parts. */
function mnist(): Plugin {
  return {
    name: 'mnist',
    apply: 'build',
    generateBundle() {
      for (const [fileName, source] of dataParts()) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** Whether the page fetches it when it is needed. */
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
      handler(_, bundle) {
        const chunk = bundle[serviceWorker];
        if (chunk?.type !== 'chunk') throw new Error(`there is no ${serviceWorker}`);
        const files = Object.values(bundle)
          .filter(({ fileName }) => fileName !== serviceWorker && !isLater(fileName))
          .map((file) => ({ name: file.fileName, content: file.type === 'chunk' ? file.code : file.source }));
        chunk.code = fillServiceWorker(chunk.code, files);
      },
    },
  };
}

// The page works from any folder of any server: every address in it is relative.
export default defineConfig({
  root: page,
  base: './',
  resolve: { alias: sourceAliases },
  plugins: [mnist(), offline()],
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
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
      // Most of the time goes into compressing the images.
      checks: { bundlerTimings: false },
      input: { index: `${page}/index.html`, 'service-worker': `${page}/offline/service-worker.ts` },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? serviceWorker : 'assets/[name]-[hash].js'),
      },
    },
  },
});
