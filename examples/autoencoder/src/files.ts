import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
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
  const place = placeOf(file);
  const found = await stat(place).catch(() => undefined);
  if (found?.isDirectory()) throw wrong('It is a folder.');
  try {
    await access(found ? place : dirname(place), constants.W_OK);
  } catch {
    throw wrong(found ? 'It cannot be written to.' : 'Its folder cannot be written to.');
  }
}
