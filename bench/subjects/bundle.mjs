// Measures the size of a browser program's imports for training the walkthrough network: bundled and minified by esbuild,
// compressed by gzip. node bundle.mjs LIBRARY bundle MNIST-FOLDER ROUND
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const built = (name) => fileURLToPath(new URL(`../../packages/${name}/dist/index.js`, import.meta.url));

// Every import is also exported, so that the bundler keeps it and drops the rest.
const entries = {
  nnf: `
    export { createNetwork, HiddenLayer, InputLayer, OutputLayer } from ${JSON.stringify(built('core'))};
    export { relu } from ${JSON.stringify(built('activation-relu'))};
    export { softmax } from ${JSON.stringify(built('activation-softmax'))};
    export { crossEntropy } from ${JSON.stringify(built('loss-cross-entropy'))};
    export { uniformRandom } from ${JSON.stringify(built('initializers'))};
    export { cpu } from ${JSON.stringify(built('backend-cpu'))};`,
  // The library fetches its .wasm file separately. The file is more than 100 kB and is not counted.
  'tfjs-wasm': `
    export { setBackend, tensor2d, train } from '@tensorflow/tfjs-core';
    export { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
    export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';`,
  'jax-js': `export { defaultDevice, init, jit, nn, numpy, random, tree, valueAndGrad } from '@jax-js/jax';`,
  'brain.js': `export { NeuralNetwork } from 'brain.js';`,
  convnetjs: `export { Net, SGDTrainer, Vol } from 'convnetjs';`,
};

const [library] = process.argv.slice(2);
const { outputFiles } = await build({
  stdin: { contents: entries[library], resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  write: false,
  logLevel: 'error',
  // convnetjs requires `fs` in Node; a bundle does not need it.
  external: ['fs', 'path', 'crypto', 'util', 'os', 'worker_threads'],
});
const code = outputFiles[0].contents;
console.log(JSON.stringify({ case: 'bundle', bytes: gzipSync(code, { level: 9 }).length, minifiedBytes: code.length }));
