import { digitFromStrokes } from '../digit/digit-from-strokes.js';
import type { Point } from '../digit/strokes.js';
import { contextOf, elementOf } from './page-elements.js';
import { palette, rgb } from './theme.js';

/** The pen's width, as a share of the drawing area. */
const penShare = 0.075;

/** Shorter pen movements are ignored. This is an eighth of a pixel of the network's input. */
const shortest = 2;
/** Browsers delay `pointermove` until the next frame. Most also have `pointerrawupdate`, which fires at once. */
const moveEvent = 'onpointerrawupdate' in globalThis ? 'pointerrawupdate' : 'pointermove';

/** The drawing area for digits. Reports each movement; `look` computes the network's input on demand. */
export class DigitPad {
  readonly #canvas = elementOf('pad', HTMLCanvasElement);
  readonly #context = contextOf(this.#canvas);
  readonly #seen = elementOf('seen', HTMLCanvasElement);
  #strokes: Point[][] = [];
  /** A picture that `show` put here instead of a drawing. */
  #shown: Float32Array | undefined;
  #pointer: number | undefined;
  #size = { width: 28, height: 28 };
  /** The cached network input, until the drawing changes. */
  #pixels: Float32Array | undefined;
  /** The cached position of the canvas, until the page scrolls or resizes. Asking the browser for it would force a layout. */
  #place: DOMRect | undefined;

  /** @param onChange called with the pen event's `timeStamp`, or with nothing if no pen caused the change */
  constructor(readonly onChange: (since?: number) => void) {
    this.#canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    this.#canvas.addEventListener(moveEvent, (event) => this.#move(event as PointerEvent));
    for (const movement of ['scroll', 'resize'] as const) {
      addEventListener(movement, () => this.#forgetPlace(), { capture: true, passive: true });
    }
    for (const end of ['pointerup', 'pointercancel'] as const) {
      this.#canvas.addEventListener(end, (event) => {
        if (event.pointerId === this.#pointer) this.#pointer = undefined;
      });
    }
    elementOf('clear', HTMLButtonElement).addEventListener('click', () => this.clear());
    this.redraw();
  }

  /** Sets the size of the network's pictures. */
  resize(width: number, height: number): void {
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.clear();
  }

  clear(): void {
    this.#strokes = [];
    this.#shown = undefined;
    this.redraw();
    this.#changed();
  }

  /** Replaces the drawing with a picture. */
  show(pixels: Float32Array): void {
    this.#strokes = [];
    this.#shown = pixels;
    this.redraw();
    this.#changed();
  }

  /** Returns the network's input, `[height * width]`, from 0 to 1, and shows it beside the drawing. */
  look(): Float32Array {
    if (this.#pixels) return this.#pixels;
    const { width, height } = this.#size;
    this.#pixels = this.#shown ?? digitFromStrokes(this.#strokes, width, height);
    if (this.#seen.width !== width) this.#seen.width = width;
    if (this.#seen.height !== height) this.#seen.height = height;
    contextOf(this.#seen).putImageData(greyImage(this.#pixels, width, height), 0, 0);
    return this.#pixels;
  }

  get isEmpty(): boolean {
    return this.#strokes.length === 0 && !this.#shown;
  }

  /** Redraws everything in the current colours. */
  redraw(): void {
    const { width, height } = this.#canvas;
    this.#context.clearRect(0, 0, width, height);
    this.#usePen();
    if (this.#shown) {
      drawPicture(this.#canvas, this.#shown, this.#size.width, this.#size.height);
      return;
    }
    if (this.isEmpty) this.#invite();
    for (const stroke of this.#strokes) {
      for (const [i, point] of stroke.entries()) this.#line(stroke[i - 1] ?? point, point);
    }
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#canvas.setPointerCapture(event.pointerId);
    this.#forgetPlace();
    this.#pointer = event.pointerId;
    if (this.#shown || this.isEmpty) {
      this.#shown = undefined;
      this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
      this.#usePen();
    }
    const point = this.#pointOf(event);
    this.#strokes.push([point]);
    this.#line(point, point);
    this.#changed(event.timeStamp);
  }

  #move(event: PointerEvent): void {
    const stroke = this.#strokes.at(-1);
    if (event.pointerId !== this.#pointer || !stroke) return;
    const events = event.getCoalescedEvents();
    let hasMoved = false;
    for (const moved of events.length > 0 ? events : [event]) {
      const point = this.#pointOf(moved);
      const last = stroke.at(-1) ?? point;
      if (Math.hypot(point.x - last.x, point.y - last.y) < shortest) continue;
      this.#line(last, point);
      stroke.push(point);
      hasMoved = true;
    }
    if (hasMoved) this.#changed(event.timeStamp);
  }

  #forgetPlace(): void {
    this.#place = undefined;
  }

  #pointOf({ clientX, clientY }: PointerEvent): Point {
    this.#place ??= this.#canvas.getBoundingClientRect();
    const { left, top, width, height } = this.#place;
    return {
      x: ((clientX - left) / width) * this.#canvas.width,
      y: ((clientY - top) / height) * this.#canvas.height,
    };
  }

  #usePen(): void {
    this.#context.strokeStyle = palette().ink;
    this.#context.lineWidth = this.#canvas.width * penShare;
    this.#context.lineCap = 'round';
    this.#context.lineJoin = 'round';
  }

  #line(from: Point, to: Point): void {
    this.#context.beginPath();
    this.#context.moveTo(from.x, from.y);
    this.#context.lineTo(to.x, to.y);
    this.#context.stroke();
  }

  #invite(): void {
    const { width, height } = this.#canvas;
    this.#context.fillStyle = palette().muted;
    this.#context.font = '24px system-ui, sans-serif';
    this.#context.textAlign = 'center';
    this.#context.fillText('Draw here', width / 2, height / 2);
  }

  #changed(since?: number): void {
    this.#pixels = undefined;
    this.onChange(since);
  }
}

/** Converts values to grey pixels. Ink is white on black, as in MNIST. */
export function greyImage(pixels: ArrayLike<number>, width: number, height: number, scale = 255): ImageData {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) image.data.fill(pixels[i]! * scale, 4 * i, 4 * i + 3);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
  return image;
}

/** Fills a canvas with a picture in the page's ink colour. */
function drawPicture(canvas: HTMLCanvasElement, pixels: Float32Array, width: number, height: number): void {
  const small = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  const ink = rgb(palette().ink);
  for (const [i, value] of pixels.entries()) {
    image.data.set([...ink, value * 255], 4 * i);
  }
  small.getContext('2d')?.putImageData(image, 0, 0);
  const context = contextOf(canvas);
  const size = Math.min(canvas.width / width, canvas.height / height);
  context.imageSmoothingEnabled = false;
  context.drawImage(
    small,
    (canvas.width - width * size) / 2,
    (canvas.height - height * size) / 2,
    width * size,
    height * size,
  );
}
