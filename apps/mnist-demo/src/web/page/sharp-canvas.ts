import { contextOf } from './page-elements.js';

/** A canvas at the screen's resolution. It caches its size, because asking the browser for it would force a layout. */
export class SharpCanvas {
  readonly #canvas: HTMLCanvasElement;
  #size: { readonly width: number; readonly height: number } = { width: 0, height: 0 };

  /** @param redraw called when the size becomes known, and whenever it changes */
  constructor(canvas: HTMLCanvasElement, redraw: () => void) {
    this.#canvas = canvas;
    new ResizeObserver(([entry]) => {
      if (entry) this.#size = { width: entry.contentRect.width, height: entry.contentRect.height };
      redraw();
    }).observe(canvas);
  }

  /** Clears the canvas and returns a context that uses CSS pixels. The width is 0 until the canvas has been laid out. */
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
