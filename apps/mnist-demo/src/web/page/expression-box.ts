import type { ExpressionPlot } from '../worker/plot-expression.js';
import { elementOf, make } from './page-elements.js';
import { SharpCanvas } from './sharp-canvas.js';
import { palette } from './theme.js';

/** The formula input. As the user types, it plots the formula and its derivative, or shows the error and its position. */
export class ExpressionBox {
  readonly #input = elementOf('expression', HTMLInputElement);
  readonly #message = elementOf('expression-message', HTMLParagraphElement);
  readonly #sharp = new SharpCanvas(elementOf('expression-plot', HTMLCanvasElement), () => this.redraw());
  #plot: ExpressionPlot | undefined;
  #asked = '';

  constructor(readonly plotOf: (text: string) => Promise<ExpressionPlot>) {
    this.#input.addEventListener('input', () => void this.update());
  }

  async update(): Promise<void> {
    const text = this.#input.value;
    this.#asked = text;
    const plot = await this.plotOf(text);
    // Ignores the answer to an older text.
    if (text !== this.#asked) return;
    this.#plot = plot;
    const isWrong = 'error' in plot;
    this.#input.setAttribute('aria-invalid', String(isWrong));
    this.#message.classList.toggle('error', isWrong);
    if (isWrong) this.#message.replaceChildren(plot.error, make('br'), ...place(text, plot.from, plot.to));
    else this.#message.textContent = `Derivative: ${plot.derivativeText}`;
    this.redraw();
  }

  redraw(): void {
    const { context, width, height } = this.#sharp.begin();
    const plot = this.#plot;
    if (!plot || 'error' in plot || width === 0) return;
    const colours = palette();
    const [least, greatest] = rangeOf(plot.y, plot.derivative);
    const x = (value: number): number => ((value - plot.x[0]!) / (plot.x.at(-1)! - plot.x[0]!)) * width;
    const y = (value: number): number => height - ((value - least) / (greatest - least)) * height;
    const line = (points: Iterable<readonly [number, number]>, colour: string, thickness: number): void => {
      context.strokeStyle = colour;
      context.lineWidth = thickness;
      context.beginPath();
      for (const [px, py] of points) {
        if (Number.isFinite(py)) context.lineTo(px, Math.max(-1e4, Math.min(1e4, py)));
      }
      context.stroke();
    };
    const axes = [
      [
        [0, y(0)],
        [width, y(0)],
      ],
      [
        [x(0), 0],
        [x(0), height],
      ],
    ] as const;
    for (const axis of axes) line(axis, colours.line, 1);
    const curve = (values: Float64Array) => Array.from(values, (value, i) => [x(plot.x[i]!), y(value)] as const);
    line(curve(plot.derivative), colours.test, 1.5);
    line(curve(plot.y), colours.training, 2);
    context.fillStyle = colours.muted;
    context.font = '11px system-ui, sans-serif';
    context.fillText(greatest.toPrecision(2), 4, 12);
    context.fillText(least.toPrecision(2), 4, height - 4);
    context.textAlign = 'right';
    context.fillText(`x = ${plot.x.at(-1)}`, width - 4, Math.min(height - 4, y(0) - 4));
    context.textAlign = 'left';
  }
}

/** The formula with the error marked. */
function place(text: string, from: number, to: number): readonly (Node | string)[] {
  const marked = text.slice(from, to) || ' ';
  return [text.slice(0, from), make('mark', {}, marked === ' ' ? '\u00a0\u00a0' : marked), text.slice(to)];
}

/** The range of the values, without outliers that would flatten the rest. */
function rangeOf(...curves: readonly Float64Array[]): readonly [number, number] {
  const values = curves.flatMap((curve) => Array.from(curve).filter((value) => Math.abs(value) < 8));
  const least = Math.min(-0.5, ...values);
  const greatest = Math.max(1, ...values);
  const room = (greatest - least) * 0.06;
  return [least - room, greatest + room];
}
