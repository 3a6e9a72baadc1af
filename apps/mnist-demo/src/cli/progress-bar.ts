import cliProgress from 'cli-progress';
import { progressLine, timeLeft } from './progress-line.js';
import type { EpochFacts } from './report.js';

/** The last line of a terminal, redrawn as training goes on; other lines are printed above it. */
export class ProgressBar {
  readonly #bars: cliProgress.MultiBar;
  readonly #start = performance.now();
  #lastEnd = this.#start;
  #last: EpochFacts | undefined;
  #done = 0;
  #open = true;

  constructor(
    stream: NodeJS.WriteStream,
    private readonly total: number,
  ) {
    // Of cli-progress, the kind for several bars is the one that can print lines above. It is drawn anew at every tick, since
    // those lines overwrite it.
    this.#bars = new cliProgress.MultiBar({
      stream,
      forceRedraw: true,
      linewrap: true,
      format: (_options, { maxWidth }) => this.#line(maxWidth),
    });
    this.#bars.create(total, 0);
  }

  update(facts: EpochFacts): void {
    this.#last = facts;
    this.#lastEnd = performance.now();
    this.#done++;
  }

  /** Prints a line above the bar. */
  log(line: string): void {
    this.#bars.log(`${line}\n`);
  }

  /** Draws it a last time and leaves it where it is. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    // Lines that wait to be printed are not by `stop` alone.
    this.#bars.update();
    this.#bars.stop();
  }

  #line(columns: number): string {
    const elapsed = (this.#lastEnd - this.#start) / 1000;
    const since = (performance.now() - this.#lastEnd) / 1000;
    const secondsLeft = this.#open ? timeLeft(this.#done, this.total, elapsed, since) : undefined;
    return progressLine({ done: this.#done, total: this.total, last: this.#last, secondsLeft }, columns);
  }
}
