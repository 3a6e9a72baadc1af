import { absentClasses } from '../shared/absent-classes.js';
import type { EpochFacts, NetworkFacts, ResultFacts, SampleFacts, TrainingFacts } from './report.js';

/** The lines that the terminal report and the text report share. */

export function networkLines(facts: NetworkFacts): string {
  const { samples, testSamples, batchSize, learningRate } = facts;
  const order = facts.shuffle ? 'shuffled each epoch' : 'in file order';
  return [
    facts.summary,
    '',
    `data: ${number(samples)} training images ${order}, ${number(testSamples)} test images`,
    ...absentClasses(facts, '--classes gives their number'),
    `training: ${plural(facts.epochs, 'epoch')}, ${plural(batchSize, 'sample')} per update, learning rate ${learningRate}`,
    `backend: ${facts.executes}, seed: ${facts.seed}, initializer: ${facts.initializer}`,
    ...(facts.choice === undefined ? [] : [facts.choice]),
    '',
  ].join('\n');
}

/** Shows the loss of the last sample, as the original does. */
export function epochLine({ epoch, lastSampleLoss, accuracy }: EpochFacts): string {
  return `epoch: ${epoch}, Loss: ${lastSampleLoss.toFixed(6)}, Accuracy: ${accuracy.toFixed(1)}`;
}

export function trainedLine({ epochs, trainSeconds, microsecondsPerSample }: TrainingFacts): string {
  const seconds = trainSeconds.toFixed(trainSeconds < 10 ? 2 : 1);
  return `Trained ${plural(epochs, 'epoch')} in ${seconds} s (${microsecondsPerSample.toFixed(1)} µs per sample)`;
}

export function sampleLine({ index, predicted, actual }: SampleFacts): string {
  return `Sample ${index + 1}: Predicted Label - ${predicted}, Actual Label - ${actual}`;
}

export function accuracyLine({ testSamples, testAccuracy }: ResultFacts): string {
  return `Accuracy on ${testSamples} test samples: ${testAccuracy.toFixed(2)}%`;
}

export const stoppingLine = 'Stopping after this epoch; press Ctrl-C again to stop now.';

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function plural(value: number, what: string): string {
  return `${number(value)} ${what}${value === 1 ? '' : 's'}`;
}
