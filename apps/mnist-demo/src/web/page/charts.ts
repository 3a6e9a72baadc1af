import uPlot from 'uplot';
import type { EpochPoint } from '../worker/training-update.js';
import { letPageBreathe } from './let-page-breathe.js';
import { elementOf } from './page-elements.js';
import { palette } from './theme.js';

/** The most points of a curve. More are thinned out, since a chart has no more pixels. */
const mostPoints = 2000;

/** Two charts, of the loss and of the accuracy. Each has a training curve and a test curve. */
export class Charts {
  readonly #loss = new Chart('loss-chart', true);
  readonly #accuracy = new Chart('accuracy-chart', false);

  async show(history: readonly EpochPoint[]): Promise<void> {
    const points = thinned(history);
    const epochs = points.map(({ epoch }) => epoch);
    this.#loss.show([epochs, points.map(({ loss }) => loss), points.map(({ testLoss }) => testLoss)]);
    await letPageBreathe();
    this.#accuracy.show([
      epochs,
      points.map(({ accuracy }) => accuracy),
      points.map(({ testAccuracy }) => testAccuracy),
    ]);
  }

  /** Redraws both charts in the current colours. */
  redraw(): void {
    this.#loss.rebuild();
    this.#accuracy.rebuild();
  }
}

type Curves = [epochs: number[], training: (number | null)[], test: (number | null)[]];

class Chart {
  readonly #place: HTMLElement;
  #plot: uPlot | undefined;
  #data: Curves = [[], [], []];

  constructor(
    id: string,
    readonly isLogarithmic: boolean,
  ) {
    this.#place = elementOf(id, HTMLDivElement);
    this.rebuild();
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.#place);
  }

  show(data: Curves): void {
    this.#data = data;
    this.#plot?.setData(data);
  }

  rebuild(): void {
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(), this.#data, this.#place);
  }

  #size(): { width: number; height: number } {
    return { width: Math.max(120, this.#place.clientWidth), height: this.#place.clientHeight };
  }

  #options(): uPlot.Options {
    const colours = palette();
    const axis: uPlot.Axis = {
      stroke: colours.muted,
      grid: { stroke: colours.line, width: 1 },
      ticks: { show: false },
      space: 44,
      font: '12px system-ui, sans-serif',
    };
    const curve = (label: string, stroke: string): uPlot.Series => ({
      label,
      stroke,
      width: 2,
      spanGaps: true,
      points: { show: (plot) => (plot.data[0]?.length ?? 0) < 3 },
    });
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { y: false, points: { size: 6 } },
      scales: {
        x: { time: false, range: (_, least, greatest) => [Math.min(least ?? 1, 1), Math.max(greatest ?? 2, 2)] },
        y: this.isLogarithmic
          ? { distr: 3, range: (_, least, greatest) => logarithmicRange(least, greatest) }
          : { range: [0, 100] },
      },
      axes: [
        {
          ...axis,
          size: 26,
          values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? short(value) : '')),
        },
        {
          ...axis,
          size: 44,
          ...(this.isLogarithmic && {
            grid: { ...axis.grid, filter: powersOfTen },
            filter: powersOfTen,
            values: (_: uPlot, splits: (number | null)[]) =>
              splits.map((value) => (value === null ? null : short(value))),
          }),
        },
      ],
      series: [{}, curve('training', colours.training), curve('test', colours.test)],
    };
  }
}

function logarithmicRange(least: number | null, greatest: number | null): [number, number] {
  if (least === null || greatest === null || !(least > 0)) return [0.1, 10];
  return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(greatest * 1.0001))];
}

/** On a logarithmic axis, only whole powers of ten get a line and a number. */
function powersOfTen(_: uPlot, values: readonly number[]): (number | null)[] {
  return values.map((value) => (Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6 ? value : null));
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}

/** Keeps every n-th point, the last point, and every point with a test result. */
function thinned(points: readonly EpochPoint[]): readonly EpochPoint[] {
  const every = Math.ceil(points.length / mostPoints);
  if (every <= 1) return points;
  return points.filter(({ testLoss }, i) => i % every === 0 || i === points.length - 1 || testLoss !== null);
}
