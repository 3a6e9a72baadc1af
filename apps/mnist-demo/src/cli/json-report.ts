import type { EpochFacts, NetworkFacts, Report, ResultFacts, SampleFacts, Write } from './report.js';

/** One JSON object per line, for programs. The README documents the fields. */
export class JsonReport implements Report {
  constructor(private readonly write: Write) {}

  network({ summary: _, ...facts }: NetworkFacts): void {
    this.#print('network', facts);
  }

  epoch({ epoch, loss, lastSampleLoss, accuracy }: EpochFacts): void {
    this.#print('epoch', { epoch, loss, lastSampleLoss, accuracy });
  }

  stopping(): void {}

  trained(): void {}

  sample({ index, predicted, actual }: SampleFacts): void {
    this.#print('sample', { index, predicted, actual });
  }

  result({ testSamples: _, ...facts }: ResultFacts): void {
    this.#print('result', facts);
  }

  close(): void {}

  #print(event: string, facts: object): void {
    this.write(`${JSON.stringify({ event, ...facts })}\n`);
  }
}
