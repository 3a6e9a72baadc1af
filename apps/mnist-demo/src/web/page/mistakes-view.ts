import { mistakesShown, type TestResult } from '../worker/training-update.js';
import { elementOf, make } from './page-elements.js';
import { pictureTile } from './picture-tiles.js';

/** Shows the misclassified test images with the highest confidence. */
export class MistakesView {
  readonly #list = elementOf('mistakes', HTMLUListElement);
  #shown: string | undefined;

  constructor() {
    this.clear();
  }

  show({ worst, pictures }: TestResult): void {
    const shown = worst.map(({ index, predicted }) => `${index} ${predicted}`).join();
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (worst.length === 0) {
      this.#list.replaceChildren(make('li', { class: 'none' }, 'None.'));
      return;
    }
    this.#list.replaceChildren(
      ...worst.map(({ index, predicted, actual, confidence }, place) =>
        make(
          'li',
          {
            title: `Test image ${index + 1}: a ${actual}, taken for ${predicted}, ${(100 * confidence).toFixed(1)}% sure`,
          },
          pictureTile(pictures, place, `Test image ${index + 1}, a ${actual}`),
          `${actual} → ${predicted}`,
        ),
      ),
    );
  }

  /** Reserves space for the pictures before the first test. */
  clear(): void {
    this.#shown = undefined;
    this.#list.replaceChildren(
      make('li', { class: 'visually-hidden' }, 'No test has run yet.'),
      ...Array.from({ length: mistakesShown }, () => make('li', { class: 'blank', 'aria-hidden': 'true' }, '\u00a0')),
    );
  }
}
