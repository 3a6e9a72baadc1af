import { transfer } from 'comlink';
import type { EpochPoint, NetworkFacts, Parameter, TestResult } from '../worker/training-update.js';
import { Charts } from './charts.js';
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

/** How often at most the network is drawn while somebody draws a digit, in milliseconds. */
const pictureInterval = 100;

/** Everything that shows what the network is and does. */
export class Views {
  readonly #workers: Workers;
  readonly #charts = new Charts();
  readonly #weights = new WeightPictures();
  readonly #network = new NetworkPicture();
  readonly #mistakes = new MistakesView();
  readonly #bars = new ProbabilityBars();
  readonly #confusion: ConfusionView;
  readonly #pad = new DigitPad((pixels, since) => this.#ask(pixels, since));
  readonly #expression: ExpressionBox;
  readonly #isTrained: () => boolean;
  #asking = false;
  #next: { readonly pixels: Float32Array; readonly since: number } | undefined;
  #nextTestDigit = 0;
  #testSamples = 0;
  #picture: ReturnType<typeof setTimeout> | undefined;
  #size = { width: 28, height: 28 };

  /** @param isTrained whether what the network says is worth anything */
  constructor(workers: Workers, isTrained: () => boolean) {
    this.#workers = workers;
    this.#isTrained = isTrained;
    this.#confusion = new ConfusionView((actual, predicted, most) =>
      workers.training.trainer.confused(actual, predicted, most),
    );
    this.#expression = new ExpressionBox((text) => workers.viewing.plotExpression(text));
    elementOf('test-digit', HTMLButtonElement).addEventListener('click', () => void this.#showTestDigit());
  }

  /** A new network, for pictures of some size and some number of classes. */
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
    void this.#charts.show([]);
    this.#testSamples = testSamples;
    this.#nextTestDigit = 0;
    elementOf('test-digit', HTMLButtonElement).disabled = false;
    elementOf('summary', HTMLPreElement).textContent = summary;
    elementOf('plan', HTMLPreElement).textContent = plan;
    this.#size = { width, height };
  }

  async showHistory(history: readonly EpochPoint[]): Promise<void> {
    await this.#charts.show(history);
    await letPageBreathe();
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

  /** What the network knows now. */
  async learn(parameters: readonly Parameter[]): Promise<void> {
    const weights = parameters.filter(({ name }) => name.endsWith('weights'));
    const [first] = weights;
    if (first) this.#weights.show(first, this.#size.width, this.#size.height);
    await letPageBreathe();
    // The first layer's lines come from pixels, which are not drawn.
    this.#network.learn(
      weights.map((matrix, depth) => (depth === 0 ? { ...matrix, data: new Float32Array() } : copy(matrix))),
    );
    const buffers = parameters.map(({ data }) => data.buffer as ArrayBuffer);
    if (first) buffers.splice(parameters.indexOf(first), 1);
    await this.#workers.viewing.viewer.show(transfer([...parameters], buffers));
    this.#ask(this.#pad.pixels, performance.now());
  }

  /** In the colours that hold now. */
  redraw(): void {
    this.#charts.redraw();
    this.#weights.redraw();
    this.#network.redraw();
    this.#pad.redraw();
    this.#expression.redraw();
  }

  /** Only the newest picture is asked about; the bars follow as fast as answers come. */
  #ask(pixels: Float32Array, since: number): void {
    this.#next = { pixels, since };
    if (!this.#asking) void this.#answer();
  }

  async #answer(): Promise<void> {
    this.#asking = true;
    try {
      for (let asked = this.#take(); asked; asked = this.#take()) {
        const { viewer } = this.#workers.viewing;
        this.#planPicture();
        if (this.#pad.isEmpty) {
          this.#bars.clear();
        } else {
          const probabilities = await viewer.predict(asked.pixels);
          if (!probabilities) continue;
          this.#bars.show(probabilities, this.#isTrained());
          measure(asked.since);
        }
      }
    } finally {
      this.#asking = false;
    }
  }

  #take() {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  /** Draws the network some times a second: the bars come first. */
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
    const layers = await this.#workers.viewing.viewer.look(this.#pad.pixels);
    // Of an empty drawing there is nothing to say.
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

/** How long it took from the pen's event to the bars: in the browser's performance timeline, where tools and tests see it. */
function measure(since: number): void {
  if (++measured % 1000 === 0) performance.clearMeasures('pen to bars');
  performance.measure('pen to bars', { start: since, end: performance.now() });
}
