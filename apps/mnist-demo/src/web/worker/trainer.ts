import { type EpochReport, type Network, printPlan } from '@nnf/core';
import { transfer } from 'comlink';
import { type ImageSets, type ImageSource, type OnProgress, type Pictures, picturesOf } from '../data/image-sets.js';
import { reasonsForNewNetwork, type Settings } from '../settings/settings.js';
import { InUse } from './in-use.js';
import { makeNetwork } from './make-network.js';
import { testResultOf } from './test-result.js';
import type {
  EpochPoint,
  NetworkFacts,
  Parameter,
  TestResult,
  TrainingEnd,
  TrainingUpdate,
} from './training-update.js';
import { usedBackend } from './used-backend.js';

/** The most test-set evaluations in a training. */
const testsPerTraining = 100;
/** The shortest times between two updates and between two sets of parameters sent to the page, in milliseconds. */
const newsInterval = 200;
const parametersInterval = 400;

/** Trains one network after another, in a worker. The page can pause, step and stop the training. */
export class Trainer {
  readonly #inUse = new InUse();
  #source: ImageSource | undefined;
  #sets: ImageSets | undefined;
  #network: Network | undefined;
  #settings: Settings | undefined;
  /** The reason for the backend, if it was chosen automatically. */
  #choice: string | undefined;
  #epochs: AsyncGenerator<EpochReport, void, void> | undefined;
  #done = 0;
  #pausing = false;
  #abort = new AbortController();
  /** Runs one call after the other, so that `prepare` never overlaps a running epoch. */
  #queue: Promise<unknown> = Promise.resolve();

  /** Sets the source of images. The next `prepare` creates a network for them. */
  useSource(source: ImageSource): void {
    this.#source = source;
    this.#sets = undefined;
  }

  /**
   * Loads the images and creates an untrained network.
   *
   * @throws Error if images cannot be loaded, NnfError or ExpressionError for invalid settings
   */
  prepare(settings: Settings, onProgress: OnProgress): Promise<NetworkFacts> {
    return this.#alone(async () => {
      const sets = await this.#load(settings, onProgress);
      const { train } = sets;
      const ends = { pixels: train.images.columns, classes: train.classes };
      const { backend, choice } = await usedBackend(settings, train, ends);
      const network = await makeNetwork(settings, ends, backend);
      const before = this.#network;
      this.#network = network;
      this.#sets = sets;
      this.#settings = settings;
      this.#choice = choice;
      this.#epochs = undefined;
      this.#done = 0;
      await this.#inUse.ended();
      before?.dispose();
      return this.#facts();
    });
  }

  /**
   * Changes samples, epochs, learning rate, batch size or order for the same network, from the next epoch on.
   *
   * @throws RangeError if the settings need a new network
   */
  change(settings: Settings, onProgress: OnProgress): Promise<NetworkFacts> {
    return this.#alone(async () => {
      if (!this.#settings || reasonsForNewNetwork(this.#settings, settings).length > 0) {
        throw new RangeError('these settings need a new network');
      }
      this.#sets = await this.#load(settings, onProgress);
      this.#settings = settings;
      await this.#epochs?.return();
      this.#epochs = undefined;
      return this.#facts();
    });
  }

  /** Trains until the last epoch, a pause or a stop, for at most `most` epochs. */
  train(most: number, report: (update: TrainingUpdate) => Promise<void>): Promise<TrainingEnd> {
    this.#pausing = false;
    return this.#alone(() => this.#train(most, report));
  }

  /** Ends `train` after the running epoch. */
  pause(): void {
    this.#pausing = true;
  }

  /** Ends `train` at once. */
  stop(): void {
    this.#pausing = true;
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** The current weights and biases. */
  parameters(): readonly Parameter[] {
    return this.#ready().network.readParameters();
  }

  /** Some of the test images. */
  testPictures(indices: readonly number[]): Pictures {
    return picturesOf(this.#ready().sets.test, indices);
  }

  /** The test images of the class `actual` that the network predicts as `predicted`, at most `most`. */
  async confused(actual: number, predicted: number, most: number): Promise<Pictures> {
    const { network, sets } = this.#ready();
    const { classes } = (await this.#inUse.by(network.evaluate(sets.test))).predictions;
    const indices: number[] = [];
    for (const [index, found] of classes.entries()) {
      if (found === predicted && sets.test.labels.data[index] === actual && indices.length < most) indices.push(index);
    }
    return picturesOf(sets.test, indices);
  }

  async #train(most: number, report: (update: TrainingUpdate) => Promise<void>): Promise<TrainingEnd> {
    const { network, sets, settings } = this.#ready();
    const { signal } = this.#abort;
    const last = Math.min(settings.epochs, this.#done + most);
    const testEvery = Math.max(1, Math.ceil(settings.epochs / testsPerTraining));
    const news = new News(network, report);
    try {
      while (this.#done < last && !this.#pausing) {
        this.#epochs ??= network.train(sets.train, {
          epochs: settings.epochs - this.#done,
          learningRate: settings.learningRate,
          batchSize: settings.batchSize,
          shuffle: settings.shuffle,
          signal,
        });
        const { value } = await this.#epochs.next();
        if (!value) break;
        this.#done++;
        const isTested = this.#done % testEvery === 0 || this.#done === settings.epochs || this.#done === 1;
        const test = isTested ? testResultOf(sets.test, await network.evaluate(sets.test, { signal })) : undefined;
        news.add(pointOf(this.#done, value, test), value.seconds, sets.train.length, test);
      }
    } catch (error) {
      // The parameters learned so far stay. The next training starts a new loop.
      this.#epochs = undefined;
      if (signal.aborted) return 'stopped';
      throw error;
    } finally {
      await news.end();
    }
    return this.#done >= settings.epochs ? 'finished' : 'paused';
  }

  #load({ samples, testSamples }: Settings, onProgress: OnProgress): Promise<ImageSets> {
    if (!this.#source) throw new Error('there are no images yet');
    return this.#source.load(samples, testSamples, onProgress);
  }

  #ready() {
    const [network, sets, settings] = [this.#network, this.#sets, this.#settings];
    if (!network || !sets || !settings) throw new Error('there is no network yet');
    return { network, sets, settings };
  }

  #facts(): NetworkFacts {
    const { network, sets } = this.#ready();
    const { train, test } = sets;
    return {
      data: sets.name,
      samples: train.length,
      testSamples: test.length,
      width: train.width,
      height: train.height,
      classes: train.classes,
      occurringClasses: Math.max(train.occurringClasses, test.occurringClasses),
      parameters: network.parameterCount,
      executes: network.executes,
      choice: this.#choice,
      seed: network.seed,
      summary: network.summary(),
      plan: printPlan(network.plan),
    };
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work, work);
    this.#queue = result.catch(() => {});
    return result;
  }
}

/** Collects epochs and sends them to the page in batches. */
class News {
  #points: EpochPoint[] = [];
  #trainSeconds = 0;
  #samplesTrained = 0;
  #test: TestResult | undefined;
  #lastSent = performance.now();
  #lastParameters = performance.now();
  /** Whether the page has handled the previous update. Training does not wait for it. */
  #isHeard = true;
  #hearing: Promise<void> = Promise.resolve();

  constructor(
    readonly network: Network,
    readonly report: (update: TrainingUpdate) => Promise<void>,
  ) {}

  add(point: EpochPoint, seconds: number, samples: number, test: TestResult | undefined): void {
    this.#points.push(point);
    this.#trainSeconds += seconds;
    this.#samplesTrained += samples;
    this.#test = test ?? this.#test;
    const now = performance.now();
    if (now - this.#lastSent < newsInterval || !this.#isHeard) return;
    this.#send(now - this.#lastParameters >= parametersInterval);
  }

  /** Sends the rest, and waits until the page has handled all updates. */
  async end(): Promise<void> {
    await this.#hearing;
    this.#send(true);
    await this.#hearing;
  }

  /** @param withParameters whether to send the parameters and the last test result, too */
  #send(withParameters: boolean): void {
    const test = withParameters ? this.#test : undefined;
    const parameters = withParameters ? this.network.readParameters() : undefined;
    const update: TrainingUpdate = {
      points: this.#points,
      trainSeconds: this.#trainSeconds,
      samplesTrained: this.#samplesTrained,
      executes: this.network.executes,
      ...(parameters && { parameters }),
      ...(test && { test }),
    };
    this.#points = [];
    this.#trainSeconds = 0;
    this.#samplesTrained = 0;
    if (test) this.#test = undefined;
    this.#lastSent = performance.now();
    if (withParameters) this.#lastParameters = this.#lastSent;
    this.#isHeard = false;
    // `readParameters` returns copies, so they are transferred instead of copied again.
    const buffers = parameters?.map(({ data }) => data.buffer as ArrayBuffer) ?? [];
    this.#hearing = this.report(transfer(update, buffers)).finally(() => {
      this.#isHeard = true;
    });
    // `end` reports the error.
    this.#hearing.catch(() => {});
  }
}

function pointOf(epoch: number, { loss, accuracy = 0 }: EpochReport, test: TestResult | undefined): EpochPoint {
  return { epoch, loss, accuracy, testLoss: test?.loss ?? null, testAccuracy: test?.accuracy ?? null };
}
