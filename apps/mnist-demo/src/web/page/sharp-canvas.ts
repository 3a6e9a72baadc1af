import { contextOf } from './page-elements.js';

/** A canvas as fine as the screen. It knows its size without asking the browser, which would lay out the page for the answer. */
export class SharpCanvas {
  readonly #canvas: HTMLCanvasElement;
  #size: { readonly width: number; readonly height: number } = { width: 0, height: 0 };

  /** @param redraw called when the size is known, and whenever it changes */
  constructor(canvas: HTMLCanvasElement, redraw: () => void) {
    this.#canvas = canvas;
    new ResizeObserver(([entry]) => {
      if (entry) this.#size = { width: entry.contentRect.width, height: entry.contentRect.height };
      redraw();
    }).observe(canvas);
  }

  /** Begins a new picture: cleared, and the context then counts in the page's pixels. Nothing has room in it while it is 0 wide. */
  begin(): { readonly context: CanvasRenderingContext2D; readonly width: number; readonly height: number } {
    const { width, height } = this.#size;
    const ratio = Math.min(2, window.devicePixelRatio);
    const [fineWidth, fineHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== fineWidth || this.#canvas.height !== fineHeight) {
      this.#canvas.width = fineWidth;
      this.#canvas.height = fineHeight;
    }
    const context = contextOf(this.#canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return { context, width, height };
  }
}
