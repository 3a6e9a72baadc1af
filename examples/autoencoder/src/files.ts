import { resolve } from 'node:path';
import { isNnfError } from '@nnf/core';
import { checkReplaceable } from '@nnf/dataset-mnist/node';
import { WrongUse } from './wrong-use.js';

/** Resolves a path given by the user. pnpm starts a program in its package's folder, and passes the user's folder. */
export function placeOf(file: string): string {
  return resolve(process.env.INIT_CWD ?? '.', file);
}

/**
 * Checks that a file can be written, before minutes are spent on its contents. An existing file will be replaced.
 *
 * @param ending the required ending of the name: `.svg`
 * @throws WrongUse if the file cannot be written
 */
export async function checkWritable(option: string, file: string, ending: string): Promise<void> {
  const wrong = (why: string): WrongUse =>
    new WrongUse(`option '--${option} <file>' argument '${file}' is invalid. ${why}`);
  if (!file.toLowerCase().endsWith(ending)) throw wrong(`Its name must end in ${ending}, the format that is written.`);
  await checkReplaceable(placeOf(file)).catch((error: unknown) => {
    throw isNnfError(error) ? wrong(error.message) : error;
  });
}
