import type { Evaluation } from '@nnf/core';
import type { ImageDataset } from '@nnf/dataset-mnist';
import { picturesOf } from '../data/image-sets.js';
import { type Mistake, mistakesShown, type TestResult } from './training-update.js';

/** Computes the confusion matrix and the most confident mistakes from an evaluation. */
export function testResultOf(test: ImageDataset, { loss, accuracy = 0, predictions }: Evaluation): TestResult {
  const { classes } = test;
  const confusion = new Uint32Array(classes * classes);
  const mistakes: Mistake[] = [];
  for (const [index, predicted] of predictions.classes.entries()) {
    const actual = test.labels.data[index]!;
    confusion[actual * classes + predicted]!++;
    if (predicted === actual) continue;
    mistakes.push({ index, predicted, actual, confidence: predictions.row(index)[predicted]! });
  }
  const worst = mistakes.sort((a, b) => b.confidence - a.confidence || a.index - b.index).slice(0, mistakesShown);
  const pictures = picturesOf(
    test,
    worst.map(({ index }) => index),
  );
  return { loss, accuracy, confusion, worst, pictures };
}
