import type { Readable, Writable } from 'node:stream';
import { isCancel, select, text } from '@clack/prompts';
import type { Settings } from './arguments.js';
import { type Kind, kindNames, kinds } from './kinds.js';
import { namesOf, type PluginNames } from './plugin-names.js';
import { WrongUse } from './wrong-use.js';

/** All that is needed to write a package. */
export interface Answers {
  readonly kind: Kind;
  readonly names: PluginNames;
  readonly folder: string | undefined;
}

/** Where questions are asked; the process's own input and output when left out. */
export interface Dialogue {
  readonly input?: Readable;
  readonly output?: Writable;
}

/**
 * What the command line says, and answers to what it does not say.
 *
 * @param interactive whether there is somebody to ask
 * @throws WrongUse for a wrong name, where something is missing and nobody can be asked, or where an answer is refused
 */
export async function askForMissing(
  { kind: givenKind, name: givenName, folder }: Settings,
  interactive: boolean,
  dialogue: Dialogue = {},
): Promise<Answers> {
  if (!interactive && (givenKind === undefined || givenName === undefined)) {
    const missing = givenKind === undefined ? 'a kind and a name' : 'a name';
    throw new WrongUse(`${missing}, please: npm create nnf-plugin@latest ${givenKind ?? 'activation'} soft-step`);
  }
  const kind = givenKind ?? (await askKind(dialogue));
  const name = givenName ?? (await askName(kind, dialogue));
  return { kind, names: namesOf(kind, name), folder };
}

async function askKind(dialogue: Dialogue): Promise<Kind> {
  const options = kindNames.map((value) => ({ value, label: value, hint: kinds[value] }));
  return answered(await select<Kind>({ message: 'What kind of plugin?', options, ...dialogue }));
}

async function askName(kind: Kind, dialogue: Dialogue): Promise<string> {
  const validate = (value: string | undefined) => problemOf(() => namesOf(kind, value ?? ''));
  const message = `Its name? The package will be nnf-${kind}-<name>, or what you say in full.`;
  return answered(await text({ message, placeholder: 'soft-step', validate, ...dialogue }));
}

/** The answer; Ctrl-C is none. */
function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new WrongUse('nothing was written');
  return answer as Exclude<T, symbol>;
}

function problemOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof WrongUse) return error.message;
    throw error;
  }
}
