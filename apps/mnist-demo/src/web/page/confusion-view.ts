import type { Pictures } from '../data/image-sets.js';
import type { TestResult } from '../worker/training-update.js';
import { letPageBreathe } from './let-page-breathe.js';
import { elementOf, make } from './page-elements.js';
import { pictureTile } from './picture-tiles.js';

/** The most images shown for a cell. */
const shown = 24;

/** The confusion matrix as a table. Clicking a cell shows the images that it counts. */
export class ConfusionView {
  readonly #place = elementOf('confusion', HTMLDivElement);
  readonly #opened = elementOf('confused', HTMLElement);
  #cells: readonly HTMLButtonElement[] = [];
  #classes = 0;

  /** @param fetchPictures returns the images of a cell */
  constructor(
    readonly fetchPictures: (actual: number, predicted: number, most: number) => Promise<Pictures | undefined>,
  ) {
    this.resize(10);
    this.close();
  }

  resize(classes: number): void {
    if (classes === this.#classes) return;
    this.#classes = classes;
    const digits = Array.from({ length: classes }, (_, digit) => digit);
    const cells: HTMLButtonElement[] = [];
    const rows = digits.map((actual) => {
      const row = make('tr', {}, make('th', { scope: 'row' }, String(actual)));
      for (const predicted of digits) {
        const cell = make('button', { type: 'button', disabled: '', 'aria-label': labelOf(0, actual, predicted) });
        cell.addEventListener('click', () => void this.#open(actual, predicted));
        cells.push(cell);
        row.append(make('td', {}, cell));
      }
      return row;
    });
    const head = make('tr', {}, make('td'), ...digits.map((digit) => make('th', { scope: 'col' }, String(digit))));
    const caption = make('caption', { class: 'visually-hidden' }, 'Test images by actual and predicted digit');
    this.#place.replaceChildren(make('table', {}, caption, make('thead', {}, head), make('tbody', {}, ...rows)));
    this.#cells = cells;
  }

  async show({ confusion }: TestResult): Promise<void> {
    const classes = this.#classes;
    const cells = this.#cells;
    for (const [i, cell] of cells.entries()) {
      const [actual, predicted] = [Math.floor(i / classes), i % classes];
      const count = confusion[i] ?? 0;
      if (predicted === 0 && actual % 5 === 4) await letPageBreathe();
      if (cells !== this.#cells) return;
      const text = count === 0 ? '' : String(count);
      if (text === cell.textContent) continue;
      let all = 0;
      for (let column = 0; column < classes; column++) all += confusion[actual * classes + column] ?? 0;
      const share = all === 0 ? 0 : count / all;
      cell.disabled = count === 0;
      cell.textContent = text;
      cell.setAttribute('aria-label', labelOf(count, actual, predicted));
      const colour = actual === predicted ? '--training' : '--test';
      // The tint is light, so that the number stays readable.
      const strength = count === 0 ? 0 : 6 + 30 * Math.sqrt(share);
      cell.parentElement!.style.background = `color-mix(in srgb, var(${colour}) ${strength.toFixed(0)}%, var(--field))`;
    }
  }

  close(): void {
    this.#opened.replaceChildren(make('p', {}, 'No cell is open.'));
  }

  async #open(actual: number, predicted: number): Promise<void> {
    const pictures = await this.fetchPictures(actual, predicted, shown);
    if (!pictures) return;
    const label = `${actual} taken for ${predicted}`;
    const tiles = pictures.labels.map((_, place) =>
      make('figure', {}, pictureTile(pictures, place, `Test image of ${label}`)),
    );
    this.#opened.replaceChildren(...tiles);
    if (tiles.length === 0) this.#opened.append(make('p', {}, `No image of ${label} is left.`));
  }
}

function labelOf(count: number, actual: number, predicted: number): string {
  return `${count} images of ${actual} taken for ${predicted}`;
}
