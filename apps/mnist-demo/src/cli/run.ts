import { accuracy, type Backend, createNetwork, type Network } from '@nnf/core';
import type { ImageDataset } from '@nnf/dataset-mnist/node';
import { autoBackend, type UsedBackend } from '../shared/auto-backend.js';
import { countParameters, type LayerSizes, layersOf } from '../shared/model.js';
import { auto, candidateBackend } from './backends.js';
import { loadImages } from './load-images.js';
import { PictureFiles } from './picture-files.js';
import type { Report, SampleFacts, TrainingFacts } from './report.js';
import type { Settings } from './settings.js';
import { WrongUse } from './wrong-use.js';

/** More parameters would take gigabytes with their gradients and copies, and are more likely a typing error. */
const mostParameters = 20_000_000;

/** Whether the user, or the system, asked to stop. */
export interface StopRequest {
  readonly requested: boolean;
}

/**
 * Runs the walkthrough: reads the images, trains a network, and tests it on images that it has not seen.
 *
 * @param listen called when training is about to start; returns the stop request, which is checked after each epoch
 */
export async function run(settings: Settings, report: Report, listen: () => StopRequest): Promise<void> {
  const { seed, initial } = settings;
  const pictures = new PictureFiles(settings);
  await pictures.check();
  const { train, test } = await loadImages(settings);
  const sizes = { pixels: train.images.columns, hidden: settings.hidden, classes: train.classes };
  checkParameters(sizes);
  const makeNetwork = (backend: Backend): Promise<Network> =>
    createNetwork(layersOf(sizes, initial), { backend, metrics: [accuracy], ...(seed !== undefined && { seed }) });
  const { backend, choice }: UsedBackend =
    settings.backend === auto
      ? await autoBackend({ ...settings, sizes, train, makeNetwork, makeBackend: candidateBackend })
      : { backend: settings.backend };
  const network = await makeNetwork(backend);
  try {
    const { parameterCount: parameters } = network;
    const stop = listen();
    report.network({
      summary: network.summary(),
      layers: [sizes.pixels, ...sizes.hidden, sizes.classes],
      parameters,
      classes: train.classes,
      occurringClasses: train.occurringClasses,
      initializer: settings.initializer,
      backend: backend.name,
      executes: network.executes,
      choice,
      dtype: settings.dtype,
      seed: network.seed,
      samples: train.length,
      testSamples: test.length,
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      batchSize: settings.batchSize,
      shuffle: settings.shuffle,
    });
    const { trainSeconds, microsecondsPerSample } = await trainNetwork(
      network,
      train,
      settings,
      report,
      stop,
      pictures,
    );
    const tested = await network.evaluate(test);
    for (const sample of samplesOf(test, tested.predictions.classes)) report.sample(sample);
    const trained = await network.evaluate(train);
    report.result({
      testAccuracy: percentage(tested),
      trainAccuracy: percentage(trained),
      trainSeconds,
      microsecondsPerSample,
      backend: backend.name,
      seed: network.seed,
      parameters,
      testSamples: test.length,
    });
    // Last, so that a full disk does not cost the results.
    await pictures.write(network, train);
  } finally {
    network.dispose();
  }
}

async function trainNetwork(
  network: Network,
  train: ImageDataset,
  { epochs, learningRate, batchSize, shuffle }: Settings,
  report: Report,
  stop: StopRequest,
  pictures: PictureFiles,
): Promise<TrainingFacts> {
  let trainSeconds = 0;
  let done = 0;
  for await (const epoch of network.train(train, { epochs, learningRate, batchSize, shuffle })) {
    trainSeconds += epoch.seconds;
    done++;
    const facts = { ...epoch, accuracy: percentage(epoch) };
    report.epoch(facts);
    pictures.add(facts);
    if (stop.requested) break;
  }
  const facts = { epochs: done, trainSeconds, microsecondsPerSample: (trainSeconds * 1e6) / (done * train.length) };
  report.trained(facts);
  return facts;
}

function* samplesOf(test: ImageDataset, predicted: Uint32Array): Generator<SampleFacts> {
  // The labels are class numbers, one per sample.
  for (const [index, actual] of test.labels.data.entries()) yield { index, predicted: predicted[index]!, actual };
}

function checkParameters(sizes: LayerSizes): void {
  const parameters = countParameters(sizes);
  if (parameters <= mostParameters) return;
  throw new WrongUse(
    `option '--hidden <sizes>' argument '${sizes.hidden.join(',')}' is invalid. The network would have ${parameters} ` +
      `parameters; this program trains at most ${mostParameters}.`,
  );
}

/** Returns the accuracy. It is always there, because `run` passes the metric. */
function percentage({ accuracy: percent }: { readonly accuracy?: number }): number {
  if (percent === undefined) throw new Error('the network does not measure its accuracy');
  return percent;
}
