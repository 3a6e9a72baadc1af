import { proxy } from 'comlink';
import { absentClasses } from '../../shared/absent-classes.js';
import { presets } from '../settings/presets.js';
import { reasonsForNewNetwork, type Settings } from '../settings/settings.js';
import { settingsFromAddress, settingsToAddress } from '../settings/settings-address.js';
import type { EpochPoint, NetworkFacts, Parameter, TrainingUpdate } from '../worker/training-update.js';
import type { GivenImages } from './own-images.js';
import { elementOf } from './page-elements.js';
import { SettingsForm } from './settings-form.js';
import { type State, TrainingPanel } from './training-panel.js';
import type { Views } from './views.js';
import type { Workers } from './workers.js';

/** The state of the page: the settings, the network made from them, and its history. Controls the workers. */
export class Demo {
  readonly history: EpochPoint[] = [];
  readonly #panel = new TrainingPanel({
    run: () => void this.#attempt(() => this.#run()),
    step: () => void this.#attempt(() => this.#train(1)),
    stop: () => void this.#workers.training.trainer.stop(),
    restart: () => void this.#attempt(() => this.prepare()),
  });
  readonly #form = new SettingsForm((read) => this.#changed(read));
  readonly #executes = elementOf('executes', HTMLParagraphElement);
  readonly #notice = elementOf('notice', HTMLParagraphElement);
  readonly #workers: Workers;
  readonly #views: Views;
  #settings: Settings = settingsFromAddress(location.hash);
  /** The settings of the current network and its training. */
  #made: Settings | undefined;
  #facts: NetworkFacts | undefined;
  #state: State = 'loading';
  #trainSeconds = 0;
  #samplesTrained = 0;
  #testAccuracy: number | undefined;

  constructor(workers: Workers, views: Views) {
    this.#workers = workers;
    this.#views = views;
    this.#form.show(this.#settings);
    for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-preset]')) {
      button.addEventListener('click', () => this.#choose(presets[button.dataset.preset ?? ''] ?? this.#settings));
    }
    addEventListener('hashchange', () => this.#choose(settingsFromAddress(location.hash)));
  }

  /** Whether there is a network that has been trained for at least one epoch. */
  get isTrained(): boolean {
    return this.history.length > 0;
  }

  get facts(): NetworkFacts | undefined {
    return this.#facts;
  }

  /** Loads the images that the settings ask for, and creates the untrained network. */
  prepare(): Promise<void> {
    return this.#attempt(async () => {
      const settings = this.#settings;
      this.#enter('loading');
      const images = `Loading ${settings.samples.toLocaleString('en-US')} images`;
      this.#panel.say(settings.backend === 'auto' ? `${images} and choosing a backend…` : `${images}…`);
      const { training, viewing } = this.#workers;
      const facts = await training.trainer.prepare(settings, this.#onDownload());
      await viewing.viewer.open(settings, { pixels: facts.width * facts.height, classes: facts.classes });
      this.#made = settings;
      this.#facts = facts;
      this.history.length = 0;
      this.#trainSeconds = 0;
      this.#samplesTrained = 0;
      this.#testAccuracy = undefined;
      this.#views.begin(facts);
      await this.#views.learn(await training.trainer.parameters());
      this.#panel.showProgress(0);
      this.#enter('ready');
      this.#showFacts();
      this.#panel.say(describe(facts));
      this.#showWhatRuns(facts.executes);
    });
  }

  /** Switches to the user's own images, and creates a network for them. */
  async useImages(images: GivenImages): Promise<NetworkFacts | undefined> {
    const { training } = this.#workers;
    await training.trainer.pause();
    if ('idx' in images) await training.useIdxFiles(images.idx);
    else await training.usePictures(images.pictures);
    await this.prepare();
    return this.#state === 'ready' ? this.#facts : undefined;
  }

  async useMnist(): Promise<void> {
    await this.#workers.training.trainer.pause();
    await this.#workers.training.useMnist(document.baseURI);
    await this.prepare();
  }

  parameters(): Promise<readonly Parameter[]> {
    return this.#workers.training.trainer.parameters();
  }

  async #run(): Promise<void> {
    if (this.#state === 'running') {
      this.#enter('pausing');
      this.#panel.say('Pausing after this epoch…');
      await this.#workers.training.trainer.pause();
      return;
    }
    if (this.#state === 'finished' || this.#state === 'failed' || this.#needsNew().length > 0) await this.prepare();
    if (this.#state === 'ready' || this.#state === 'paused') await this.#train(Number.POSITIVE_INFINITY);
  }

  /** Trains until the last epoch, a pause or a stop, for at most the given number of epochs. */
  async #train(most: number): Promise<void> {
    this.#enter('running');
    this.#panel.say('Training…');
    const end = await this.#workers.training.trainer.train(
      most,
      proxy(async (update: TrainingUpdate) => this.#hear(update)),
    );
    this.#enter(end === 'finished' ? 'finished' : 'paused');
    const seconds = this.#trainSeconds.toFixed(this.#trainSeconds < 10 ? 2 : 1);
    const test =
      this.#testAccuracy === undefined ? '' : `; ${this.#testAccuracy.toFixed(2)}% of the test images are correct`;
    const word = { finished: 'Trained', paused: 'Paused', stopped: 'Stopped' }[end];
    this.#panel.say(
      `${word} after ${this.history.length.toLocaleString('en-US')} epochs, ${seconds} s of training${test}.`,
    );
  }

  async #hear({ points, trainSeconds, samplesTrained, executes, parameters, test }: TrainingUpdate): Promise<void> {
    this.history.push(...points);
    this.#trainSeconds += trainSeconds;
    this.#samplesTrained += samplesTrained;
    if (test) this.#testAccuracy = test.accuracy;
    this.#showFacts();
    this.#showWhatRuns(executes);
    await this.#views.showHistory(this.history);
    if (test) await this.#views.showTest(test);
    if (parameters) await this.#views.learn(parameters);
  }

  #showFacts(): void {
    const { epochs } = this.#made ?? this.#settings;
    const done = this.history.length;
    const perSecond = this.#trainSeconds > 0 ? this.#samplesTrained / this.#trainSeconds : undefined;
    this.#panel.showProgress(done / epochs);
    this.#panel.showFacts({
      point: this.history.at(-1),
      epochs,
      samplesPerSecond: perSecond,
      secondsLeft: done > 0 ? (this.#trainSeconds / done) * Math.max(0, epochs - done) : undefined,
      testAccuracy: this.#testAccuracy,
    });
  }

  #showWhatRuns(executes: string): void {
    const { seed, choice } = this.#facts ?? {};
    this.#executes.textContent = `Runs on ${executes}; seed ${seed}${choice === undefined ? '' : `; ${choice}`}.`;
  }

  /** Applies the settings of a preset or an address. */
  #choose(settings: Settings): void {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#form.show(settings);
    this.#views.showExpression();
    this.#changed(settings);
  }

  #changed(read: Settings | { readonly wrong: string }): void {
    if ('wrong' in read) {
      this.#note(read.wrong);
      return;
    }
    this.#settings = read;
    history.replaceState(null, '', `#${settingsToAddress(read)}`);
    const reasons = this.#needsNew();
    this.#panel.showState(this.#state, reasons.length > 0);
    if (reasons.length > 0) {
      const isUntouched = !this.isTrained && this.#state === 'ready';
      this.#note(`${isUntouched ? 'Train makes' : 'Needs'} a new network: ${reasons.join(', ')}.`, !isUntouched);
      return;
    }
    this.#note('');
    void this.#attempt(() => this.#applyTraining(read));
  }

  /** Applies samples, epochs, learning rate, batch size and order to the current network. */
  async #applyTraining(settings: Settings): Promise<void> {
    if (!this.#made || JSON.stringify(settings) === JSON.stringify(this.#made)) return;
    const before = this.#state;
    if (before === 'loading' || before === 'failed') return;
    const { trainer } = this.#workers.training;
    const wasRunning = before === 'running';
    if (wasRunning) await trainer.pause();
    const facts = await trainer.change(settings, this.#onDownload());
    // The user has changed the settings again meanwhile, so these are outdated.
    if (settings !== this.#settings) return;
    this.#made = settings;
    this.#facts = facts;
    this.#showFacts();
    if (before === 'finished' && this.history.length < settings.epochs) this.#enter('paused');
    else this.#enter(this.#state);
    if (before === 'ready') this.#panel.say(describe(facts));
    if (wasRunning) await this.#train(Number.POSITIVE_INFINITY);
  }

  #needsNew(): readonly string[] {
    return this.#made ? reasonsForNewNetwork(this.#made, this.#settings) : [];
  }

  #enter(state: State): void {
    this.#state = state;
    this.#panel.showState(state, this.#needsNew().length > 0);
    if (state !== 'loading' && this.#needsNew().length === 0) this.#note('');
  }

  #note(text: string, isNewNetwork = false): void {
    this.#notice.textContent = text || 'The address contains the settings: a link repeats the run.';
    this.#notice.classList.toggle('new-network', isNewNetwork);
  }

  #onDownload(): (share: number) => void {
    return proxy((share: number) => this.#state === 'loading' && this.#panel.showProgress(share));
  }

  /** Errors are shown in the training panel. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#enter(this.#facts && this.#state !== 'loading' ? 'paused' : 'failed');
      this.#panel.say(error instanceof Error ? error.message : String(error), true);
    }
  }
}

function describe(facts: NetworkFacts): string {
  const { data, samples, testSamples, parameters } = facts;
  const number = (value: number): string => value.toLocaleString('en-US');
  const ready = `Ready: ${number(samples)} images of ${data}, ${number(testSamples)} for the test; ${number(parameters)} parameters.`;
  return [ready, ...absentClasses(facts, 'Look for a damaged label.')].join(' ');
}
