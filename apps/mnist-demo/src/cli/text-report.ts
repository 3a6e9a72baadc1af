import type { EpochFacts, NetworkFacts, Report, ResultFacts, SampleFacts, TrainingFacts, Write } from './report.js';
import { accuracyLine, epochLine, networkLines, sampleLine, stoppingLine, trainedLine } from './text-lines.js';

/** Plain text for files and pipes, with one line for each epoch and each sample. */
export class TextReport implements Report {
  constructor(
    private readonly write: Write,
    private readonly writeError: Write,
  ) {}

  network(facts: NetworkFacts): void {
    this.write(`${networkLines(facts)}\n`);
  }

  epoch(facts: EpochFacts): void {
    this.write(`${epochLine(facts)}\n`);
  }

  stopping(): void {
    this.writeError(`${stoppingLine}\n`);
  }

  trained(facts: TrainingFacts): void {
    this.write(`\n${trainedLine(facts)}\n\n`);
  }

  sample(facts: SampleFacts): void {
    this.write(`${sampleLine(facts)}\n`);
  }

  result(facts: ResultFacts): void {
    this.write(`${accuracyLine(facts)}\n`);
  }

  close(): void {}
}
