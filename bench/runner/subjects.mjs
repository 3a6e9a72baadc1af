// The subjects, their cases, and the packages that each needs.
const perSample = ['walkthrough', 'walkthrough-dense'];
const batches = ['batch-32', 'batch-128-sgd', 'batch-128-adam'];
const use = ['predict', 'start-up', 'memory'];

const node = (file, ...first) => ({ runtime: 'node', file, arguments: first });

// The name of a C subject includes how it was compiled. Skipping zeros is also measured on images without zeros, since
// compilers optimize that loop differently from the plain one, and not always to a slower result.
const native = (name, flags, cases = perSample) => ({ name, runtime: 'native', file: 'walkthrough.c', flags, cases });
const fast = '-ffast-math';
const skip = '-DSKIP_ZEROS';

/** The subject that ratios are relative to. */
export const baseline = 'nnf cpu float32';

export const subjects = [
  {
    name: baseline,
    ...node('nnf.mjs', 'cpu', 'float32'),
    cases: [...perSample, ...batches, 'matmul', 'accuracy-98', ...use],
  },
  { name: 'nnf cpu float64', ...node('nnf.mjs', 'cpu', 'float64'), cases: [...perSample, ...batches, ...use] },
  {
    name: 'nnf reference float64',
    ...node('nnf.mjs', 'reference', 'float64'),
    cases: [...perSample, 'batch-32', ...use],
  },
  native('C, zeros skipped, fast math', [skip, fast], [...perSample, 'memory']),
  native('C, zeros skipped', [skip]),
  native('C, fast math', [fast]),
  native('C', []),
  {
    name: 'NumPy',
    runtime: 'python',
    file: 'with-numpy.py',
    needs: ['numpy'],
    cases: [...perSample, 'matmul', ...use],
  },
  {
    name: 'PyTorch',
    runtime: 'python',
    file: 'with-pytorch.py',
    needs: ['torch', 'numpy'],
    cases: [...perSample, ...batches, 'accuracy-98', ...use],
  },
  {
    name: 'tfjs-wasm',
    ...node('tfjs-wasm.mjs'),
    needs: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm'],
    cases: [...perSample, ...batches, ...use],
  },
  {
    name: 'jax-js',
    ...node('jax-js.mjs'),
    needs: ['@jax-js/jax'],
    cases: [...perSample, 'batch-32', 'batch-128-sgd', ...use],
  },
  { name: 'brain.js', ...node('brain.mjs'), needs: ['brain.js'], cases: [...perSample, ...use] },
  {
    name: 'convnetjs',
    ...node('convnetjs.mjs'),
    needs: ['convnetjs'],
    cases: [...perSample, 'batch-32', 'batch-128-sgd', ...use],
  },
  {
    // One process measures all of them, and names the subject in each line.
    name: 'GPU libraries in a page',
    ...node('gpu-page.mjs'),
    needs: [
      'playwright-core',
      'esbuild',
      'brain.js',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-layers',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-webgpu',
    ],
    needsChromium: true,
    cases: ['gpu-walkthrough', 'gpu-walkthrough-32', 'gpu-batch-128', 'gpu-wide'],
  },
  { name: 'Node alone', ...node('nothing.mjs'), cases: ['memory'] },
  ...[
    [baseline, 'nnf'],
    ['tfjs-wasm', 'tfjs-wasm', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-wasm'],
    ['jax-js', 'jax-js', '@jax-js/jax'],
    ['brain.js', 'brain.js', 'brain.js'],
    ['convnetjs', 'convnetjs', 'convnetjs'],
  ].map(([name, library, ...needs]) => ({
    name,
    ...node('bundle.mjs', library),
    needs: ['esbuild', ...needs],
    cases: ['bundle'],
  })),
];
