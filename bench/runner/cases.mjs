// The measured cases. Ratios and targets use a case's first measure; lower is better.
const perSample = [{ key: 'microsecondsPerSample', title: 'µs per sample' }];
const inPage = [
  ...perSample,
  { key: 'passes', title: 'passes per update' },
  { key: 'uploads', title: 'uploads' },
  { key: 'readings', title: 'readings' },
  { key: 'runsOn', title: 'runs on', isText: true },
  { key: 'adapter', title: 'adapter', isText: true },
];
const software = /swiftshader|llvmpipe|software|basic render/i;
/** The note below the table of a page's case. */
const noteOfPage = (entries) =>
  entries.some(({ measures }) => software.test(measures.adapter))
    ? 'The adapter is software: the CPU emulates a GPU. The table compares the work of the libraries, not GPUs.'
    : undefined;

export const cases = [
  { name: 'walkthrough', title: '784-10-10-10, an update after every sample, 500 images', measures: perSample },
  { name: 'walkthrough-dense', title: 'The same with inputs without zeros (each pixel + 0.1)', measures: perSample },
  { name: 'batch-32', title: '784-128-10, batches of 32, SGD', measures: perSample },
  { name: 'batch-128-sgd', title: '784-512-512-10, batches of 128, SGD', measures: perSample },
  { name: 'batch-128-adam', title: '784-512-512-10, batches of 128, Adam', measures: perSample },
  {
    name: 'matmul',
    title: 'Products of square matrices, float32',
    measures: [
      { key: 'microseconds', title: 'µs per product' },
      { key: 'gigaflops', title: 'Gflop/s' },
    ],
  },
  {
    name: 'accuracy-98',
    title: 'Training to 98 % accuracy on the test images: 784-512-10, Adam, batches of 128, 60,000 shuffled images',
    measures: [
      { key: 'secondsPerEpoch', title: 'seconds per epoch' },
      { key: 'epochs', title: 'epochs' },
      { key: 'seconds', title: 'seconds' },
    ],
  },
  {
    name: 'predict',
    title: 'Prediction of one image, 784-10-10-10',
    measures: [{ key: 'microseconds', title: 'µs per image' }],
  },
  {
    name: 'start-up',
    title: 'Start-up, 784-10-10-10: creating the network and running the first epoch, minus a later epoch',
    measures: [{ key: 'milliseconds', title: 'ms' }],
  },
  {
    name: 'memory',
    title: 'Peak memory of a process that trains 784-10-10-10',
    measures: [{ key: 'megabytes', title: 'MB' }],
  },
  {
    name: 'bundle',
    title: "The walkthrough's imports, bundled and minified by esbuild, gzip",
    measures: [
      { key: 'kilobytes', title: 'kB' },
      { key: 'minifiedKilobytes', title: 'kB before gzip' },
    ],
    once: true, // every round would give the same result
  },
  ...[
    ['gpu-walkthrough', '784-10-10-10, an update after every sample'],
    ['gpu-walkthrough-32', '784-10-10-10, batches of 32'],
    ['gpu-batch-128', '784-512-512-10, batches of 128, SGD'],
    ['gpu-wide', '784-2048-2048-10, batches of 128, SGD'],
  ].map(([name, title]) => ({ name, title: `In one page: ${title}`, measures: inPage, noteOf: noteOfPage })),
];

/** Adds numbers derived from those that the subject reported. */
export function withDerived(record) {
  const { size, microseconds, bytes, minifiedBytes } = record;
  return {
    ...record,
    ...(size && { gigaflops: (2 * size ** 3) / microseconds / 1000 }),
    ...(record.case === 'memory' && { megabytes: bytes / 1e6 }),
    ...(record.case === 'bundle' && { kilobytes: bytes / 1000, minifiedKilobytes: minifiedBytes / 1000 }),
  };
}
