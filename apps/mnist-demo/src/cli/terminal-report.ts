import { lossChart } from './loss-chart.js';
import { ProgressBar } from './progress-bar.js';
import type { EpochFacts, NetworkFacts, Report, ResultFacts, SampleFacts, TrainingFacts } from './report.js';
import { accuracyLine, epochLine, networkLines, sampleLine, stoppingLine, trainedLine } from './text-lines.js';

/** The approximate number of epochs that get a line of their own: as many as fit on a terminal. */
const epochLines = 20;

/** The report for a user at a terminal: lines for some epochs above a progress bar, and the loss curve at the end. */
export class TerminalReport implements Report {
  readonly #losses: number[] = [];
  #bar: ProgressBar | undefined;
  #interval = 1;
  #unprinted: EpochFacts | undefined;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  network(facts: NetworkFacts): void {
    this.#print(networkLines(facts));
    this.#interval = Math.ceil(facts.epochs / epochLines);
    this.#bar = new ProgressBar(this.stream, facts.epochs);
  }

  epoch(facts: EpochFacts): void {
    this.#losses.push(facts.loss);
    this.#bar?.update(facts);
    this.#unprinted = facts;
    if (facts.epoch % this.#interval === 0) this.#printEpoch();
  }

  stopping(): void {
    this.#bar?.log(stoppingLine);
  }

  trained(facts: TrainingFacts): void {
    this.#printEpoch();
    this.close();
    this.#print(`\n${trainedLine(facts)}\n`);
  }

  sample(facts: SampleFacts): void {
    this.#print(sampleLine(facts));
  }

  result(facts: ResultFacts): void {
    this.#print(accuracyLine(facts));
    // Some terminals do not report their width.
    const chart = lossChart(this.#losses, this.stream.columns || 80);
    if (chart !== '') this.#print(`\n${chart}`);
  }

  close(): void {
    this.#bar?.close();
  }

  /** Prints the last epoch's line if it is not printed yet. */
  #printEpoch(): void {
    if (this.#unprinted) this.#bar?.log(epochLine(this.#unprinted));
    this.#unprinted = undefined;
  }

  #print(line: string): void {
    this.stream.write(`${line}\n`);
  }
}
