// nnf's targets: the highest value allowed, either absolute or as a ratio to another subject's in the same run.
import { baseline } from './subjects.mjs';

const float64 = 'nnf cpu float64';
const fastC = 'C, zeros skipped, fast math';
const webgl2 = 'nnf gpu webgl2';
const webgpu = 'nnf gpu webgpu';

const of = (name, text, other, most, subject = baseline) => ({ case: name, subject, other, most, text });

const targets = [
  of('walkthrough', 'C that skips zeros, fast math', fastC, 1.2),
  of('walkthrough', 'NumPy', 'NumPy', 1 / 45),
  of('walkthrough', 'C in float32 that skips zeros, fast math', fastC, 1.5, float64),
  of('walkthrough-dense', 'C, fast math', 'C, fast math', 0.5),
  of('batch-32', 'tfjs-wasm', 'tfjs-wasm', 1 / 15),
  of('batch-32', 'jax-js', 'jax-js', 1 / 15),
  of('batch-32', 'PyTorch', 'PyTorch', 1),
  of('batch-128-sgd', 'jax-js', 'jax-js', 0.4),
  of('batch-128-sgd', 'tfjs-wasm', 'tfjs-wasm', 1 / 15),
  of('batch-128-sgd', 'PyTorch', 'PyTorch', 2),
  of('batch-128-adam', 'tfjs-wasm', 'tfjs-wasm', 1 / 15),
  of('batch-128-adam', 'PyTorch', 'PyTorch', 2),
  { ...of('matmul', 'OpenBLAS at 512', 'NumPy', 1 / 0.3), size: 512 },
  of('accuracy-98', 'PyTorch', 'PyTorch', 1.2),
  ...['gpu-walkthrough', 'gpu-walkthrough-32', 'gpu-batch-128', 'gpu-wide'].flatMap((name) =>
    [webgl2, webgpu].map((subject) => of(name, "brain.js's GPU network", 'brain.js GPU', 0.5, subject)),
  ),
  of('gpu-walkthrough-32', 'tfjs-webgl', 'tfjs-webgl', 1, webgl2),
  of('gpu-walkthrough-32', 'tfjs-webgpu', 'tfjs-webgpu', 1, webgpu),
  of('gpu-batch-128', 'tfjs-webgl', 'tfjs-webgl', 8, webgl2),
  of('gpu-batch-128', 'tfjs-webgpu', 'tfjs-webgpu', 3, webgpu),
];

const limits = [
  { case: 'predict', most: 3, unit: 'µs' },
  { case: 'start-up', most: 20, unit: 'ms' },
  { case: 'bundle', most: 15, unit: 'kB' },
];

/** Checks the targets whose values were measured. Returns `{ case, subject, text, limit, found, met }` for each. */
export function checkTargets(entries) {
  const find = (name, subject, size) =>
    entries.find((e) => e.case === name && e.subject === subject && (size === undefined || e.size === size));
  const first = (entry) => Object.values(entry.measures)[0].median;
  const checked = [];
  const check = (target, text, found, most, unit) =>
    checked.push({
      case: target.case,
      subject: target.subject ?? baseline,
      text,
      found,
      most,
      unit,
      met: found <= most,
    });

  for (const target of targets) {
    const mine = find(target.case, target.subject, target.size);
    const other = find(target.case, target.other, target.size);
    if (mine && other) check(target, target.text, first(mine) / first(other), target.most, '×');
  }
  for (const limit of limits) {
    const mine = find(limit.case, baseline);
    if (mine) check(limit, '', first(mine), limit.most, limit.unit);
  }
  const epochs = [baseline, 'PyTorch'].map((subject) => find('accuracy-98', subject)?.measures.epochs.median);
  if (epochs[0] && epochs[1]) {
    check({ case: 'accuracy-98' }, "away from PyTorch's", Math.abs(epochs[0] - epochs[1]), 2, 'epochs');
  }
  const worst = worstNeighbour(entries);
  if (worst)
    check({ case: 'matmul' }, `time per multiplication at ${worst.size}, its neighbours'`, worst.ratio, 1.25, '×');
  return checked;
}

/** The matrix size with the highest time per multiplication, relative to a neighbouring size. */
function worstNeighbour(entries) {
  const products = entries
    .filter((entry) => entry.case === 'matmul' && entry.subject === baseline)
    .sort((a, b) => a.size - b.size)
    .map(({ size, measures }) => ({ size, time: measures.microseconds.median / size ** 3 }));
  let worst;
  for (const [index, { size, time }] of products.entries()) {
    for (const neighbour of [products[index - 1], products[index + 1]]) {
      const ratio = neighbour && time / neighbour.time;
      if (ratio > (worst?.ratio ?? 0)) worst = { size, ratio };
    }
  }
  return worst;
}
