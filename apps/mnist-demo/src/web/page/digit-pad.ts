import { digitFromStrokes } from '../digit/digit-from-strokes.js';
import type { Point } from '../digit/strokes.js';
import { contextOf, elementOf } from './page-elements.js';
import { palette, rgb } from './theme.js';

/** The pen's width, as a share of the drawing area. */
const penShare = 0.075;

/** A pen that has gone less far than this has not moved: an eighth of a pixel of what the network sees. */
const shortest = 2;
/** Browsers keep movements back until they draw the page next; most have an event that comes at once. */
const moveEvent = 'onpointerrawupdate' in globalThis ? 'pointerrawupdate' : 'pointermove';

/** Where digits are drawn. Says of each movement; what the network would see is made when it is asked for. */
export class DigitPad {
  readonly #canvas = elementOf('pad', HTMLCanvasElement);
  readonly #context = contextOf(this.#canvas);
  readonly #seen = elementOf('seen', HTMLCanvasElement);
  #strokes: Point[][] = [];
  /** A picture that was not drawn but put here. */
  #shown: Float32Array | undefined;
  #pointer: number | undefined;
  #size = { width: 28, height: 28 };
  /** The drawing as the network sees it, until it changes. */
  #pixels: Float32Array | undefined;
  /** Where the canvas lies, until something moves: to ask is to have the page laid out. */
  #place: DOMRect | undefined;

  /** @param onChange called with when the pen moved, in the page's milliseconds; with nothing where it was no pen */
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

  /** How large the network's pictures are. */
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

  /** Puts a picture where the drawing was. */
  show(pixels: Float32Array): void {
    this.#strokes = [];
    this.#shown = pixels;
    this.redraw();
    this.#changed();
  }

  /** The picture as the network sees it, `[height * width]`, 0 to 1; it is shown beside the drawing, too. */
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

  /** Draws everything again, in the colours that hold now. */
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

/** Ink is white on black, as MNIST's is. */
export function greyImage(pixels: ArrayLike<number>, width: number, height: number, scale = 255): ImageData {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) image.data.fill(pixels[i]! * scale, 4 * i, 4 * i + 3);
  for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
  return image;
}

/** A picture in the page's own ink, filling a canvas. */
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
