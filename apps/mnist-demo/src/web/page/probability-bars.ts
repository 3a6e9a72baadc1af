import { elementOf, make } from './page-elements.js';

interface Bar {
  readonly row: HTMLLIElement;
  readonly fill: HTMLSpanElement;
  readonly share: HTMLSpanElement;
}

/** A bar for each class, and the prediction in words. */
export class ProbabilityBars {
  readonly #list = elementOf('bars', HTMLOListElement);
  readonly #answer = elementOf('answer', HTMLParagraphElement);
  #bars: readonly Bar[] = [];

  constructor() {
    this.resize(10);
  }

  resize(classes: number): void {
    if (classes === this.#bars.length) return;
    this.#bars = Array.from({ length: classes }, (_, digit) => {
      const fill = make('span', { class: 'fill' });
      const share = make('span', { class: 'share' }, '–');
      const row = make('li', {}, make('span', {}, String(digit)), make('span', { class: 'track' }, fill), share);
      return { row, fill, share };
    });
    this.#list.replaceChildren(...this.#bars.map(({ row }) => row));
  }

  /** @param probabilities `[classes]`, from 0 to 1 */
  show(probabilities: Float32Array, isTrained: boolean): void {
    const best = probabilities.indexOf(Math.max(...probabilities));
    for (const [digit, { row, fill, share }] of this.#bars.entries()) {
      const value = probabilities[digit] ?? 0;
      fill.style.transform = `scaleX(${value.toFixed(4)})`;
      write(share, `${(100 * value).toFixed(value < 0.1 ? 1 : 0)}%`);
      row.classList.toggle('best', digit === best);
    }
    const sure = (100 * (probabilities[best] ?? 0)).toFixed(0);
    write(this.#answer, isTrained ? `It says ${best}, ${sure}% sure.` : 'The network is untrained: press Train.');
  }

  clear(): void {
    for (const { row, fill, share } of this.#bars) {
      fill.style.transform = 'scaleX(0)';
      share.textContent = '–';
      row.classList.remove('best');
    }
    this.#answer.textContent = 'Draw a digit to see its probabilities.';
  }
}

/** Sets the text only if it differs. Setting the same text again would cause a layout and a screen-reader announcement. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
