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
    // Only cli-progress's MultiBar can print lines above a bar. It is redrawn at every tick, since those lines overwrite it.
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

  /** Draws the bar one last time and leaves it on the screen. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    // `stop` alone does not print pending lines.
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
