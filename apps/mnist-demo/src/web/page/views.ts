import { transfer } from 'comlink';
import type { EpochPoint, NetworkFacts, Parameter, TestResult } from '../worker/training-update.js';
import type { Charts } from './charts.js';
import { ConfusionView } from './confusion-view.js';
import { DigitPad } from './digit-pad.js';
import { ExpressionBox } from './expression-box.js';
import { letPageBreathe } from './let-page-breathe.js';
import { MistakesView } from './mistakes-view.js';
import { NetworkPicture } from './network-picture.js';
import { elementOf } from './page-elements.js';
import { ProbabilityBars } from './probability-bars.js';
import { WeightPictures } from './weight-pictures.js';
import type { Workers } from './workers.js';

/** The shortest time between two drawings of the network while the user draws a digit, in milliseconds. */
const pictureInterval = 100;

/** All views of the network and its results. */
export class Views {
  readonly #workers: Workers;
  readonly #weights = new WeightPictures();
  readonly #network = new NetworkPicture();
  readonly #mistakes = new MistakesView();
  readonly #bars = new ProbabilityBars();
  readonly #confusion: ConfusionView;
  readonly #pad = new DigitPad((since) => this.#ask(since));
  readonly #expression: ExpressionBox;
  readonly #isTrained: () => boolean;
  #charts: Charts | undefined;
  #history: readonly EpochPoint[] = [];
  #asking = false;
  #isAskedAgain = false;
  /** The times of the pen movements that the bars do not show yet. */
  #movements: number[] = [];
  #nextTestDigit = 0;
  #testSamples = 0;
  #picture: ReturnType<typeof setTimeout> | undefined;
  #size = { width: 28, height: 28 };

  /** @param isTrained whether the network has been trained, so that its predictions mean something */
  constructor(workers: Workers, isTrained: () => boolean) {
    this.#workers = workers;
    this.#isTrained = isTrained;
    this.#confusion = new ConfusionView((actual, predicted, most) =>
      workers.training.trainer.confused(actual, predicted, most),
    );
    this.#expression = new ExpressionBox((text) => workers.viewing.plotExpression(text));
    elementOf('test-digit', HTMLButtonElement).addEventListener('click', () => void this.#showTestDigit());
  }

  /** Starts over for a new network. */
  begin({ width, height, classes, testSamples, summary, plan }: NetworkFacts): void {
    this.#bars.resize(classes);
    this.#confusion.resize(classes);
    void this.#confusion.show({
      loss: 0,
      accuracy: 0,
      confusion: new Uint32Array(classes * classes),
      worst: [],
      pictures: { width, height, pixels: new Uint8ClampedArray(), labels: [] },
    });
    this.#confusion.close();
    this.#mistakes.clear();
    this.#pad.resize(width, height);
    this.#history = [];
    void this.#charts?.show([]);
    this.#testSamples = testSamples;
    this.#nextTestDigit = 0;
    elementOf('test-digit', HTMLButtonElement).disabled = false;
    elementOf('summary', HTMLPreElement).textContent = summary;
    elementOf('plan', HTMLPreElement).textContent = plan;
    this.#size = { width, height };
  }

  async showHistory(history: readonly EpochPoint[]): Promise<void> {
    this.#history = history;
    if (this.#charts) await this.#charts.show(history);
    else await this.loadCharts();
    await letPageBreathe();
  }

  /**
   * Loads the charts' code, which is large because of its library. The page can be used before. If that fails, the next epoch tries
   * again.
   */
  async loadCharts(): Promise<void> {
    const loaded = await import('./charts.js').catch(() => undefined);
    if (!loaded) return;
    this.#charts ??= new loaded.Charts();
    await this.#charts.show(this.#history);
  }

  async showTest(test: TestResult): Promise<void> {
    await this.#confusion.show(test);
    await letPageBreathe();
    this.#mistakes.show(test);
    await letPageBreathe();
  }

  showExpression(): void {
    void this.#expression.update();
  }

  /** Shows the current parameters. */
  async learn(parameters: readonly Parameter[]): Promise<void> {
    const weights = parameters.filter(({ name }) => name.endsWith('weights'));
    const [first] = weights;
    if (first) this.#weights.show(first, this.#size.width, this.#size.height);
    await letPageBreathe();
    // Pixels are not drawn, so the first layer has no lines.
    this.#network.learn(
      weights.map((matrix, depth) => (depth === 0 ? { ...matrix, data: new Float32Array() } : copy(matrix))),
    );
    const buffers = parameters.map(({ data }) => data.buffer as ArrayBuffer);
    if (first) buffers.splice(parameters.indexOf(first), 1);
    await this.#workers.viewing.viewer.show(transfer([...parameters], buffers));
    this.#ask();
  }

  /** Redraws everything in the current colours. */
  redraw(): void {
    this.#charts?.redraw();
    this.#weights.redraw();
    this.#network.redraw();
    this.#pad.redraw();
    this.#expression.redraw();
  }

  /** Asks for a prediction. Movements that happen while another answer is pending are answered together. */
  #ask(since?: number): void {
    if (since !== undefined) this.#movements.push(since);
    this.#isAskedAgain = true;
    if (!this.#asking) void this.#answer();
  }

  async #answer(): Promise<void> {
    this.#asking = true;
    try {
      while (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        const movements = this.#movements.splice(0);
        const pixels = this.#pad.look();
        this.#planPicture();
        if (this.#pad.isEmpty) {
          this.#bars.clear();
        } else {
          const probabilities = await this.#workers.viewing.viewer.predict(pixels);
          if (!probabilities) continue;
          this.#bars.show(probabilities, this.#isTrained());
          for (const since of movements) measure(since);
        }
      }
    } finally {
      this.#asking = false;
    }
  }

  /** Plans to draw the network. It is drawn less often than the bars, which have priority. */
  #planPicture(): void {
    this.#picture ??= setTimeout(async () => {
      try {
        await this.#drawNetwork();
      } finally {
        this.#picture = undefined;
      }
    }, pictureInterval);
  }

  async #drawNetwork(): Promise<void> {
    const layers = await this.#workers.viewing.viewer.look(this.#pad.look());
    // An empty drawing has no activations to show.
    this.#network.show(this.#pad.isEmpty ? layers.map((layer) => new Float32Array(layer.length)) : layers);
  }

  async #showTestDigit(): Promise<void> {
    const index = this.#nextTestDigit++ % Math.max(1, this.#testSamples);
    const { pixels } = await this.#workers.training.trainer.testPictures([index]);
    this.#pad.show(Float32Array.from(pixels, (value) => value / 255));
  }
}

function copy(matrix: Parameter): Parameter {
  return { ...matrix, data: matrix.data.slice() };
}

let measured = 0;

/** Records the time from the pen event to the bars in the browser's performance timeline, where tools and tests read it. */
function measure(since: number): void {
  if (++measured % 1000 === 0) performance.clearMeasures('pen to bars');
  performance.measure('pen to bars', { start: since, end: performance.now() });
}
