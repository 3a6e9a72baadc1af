import type { Readable, Writable } from 'node:stream';
import { isCancel, select, text } from '@clack/prompts';
import type { Settings } from './arguments.js';
import { type Kind, kindNames, kinds } from './kinds.js';
import { namesOf, type PluginNames } from './plugin-names.js';
import { WrongUse } from './wrong-use.js';

/** Everything needed to write a package. */
export interface Answers {
  readonly kind: Kind;
  readonly names: PluginNames;
  readonly folder: string | undefined;
}

/** The streams for questions and answers. By default, the process's input and output. */
export interface Dialogue {
  readonly input?: Readable;
  readonly output?: Writable;
}

/**
 * Takes the arguments of the command line, and asks for missing ones.
 *
 * @param interactive whether a user can answer questions
 * @throws WrongUse for a wrong name, for a missing argument when not interactive, or if the user cancels
 */
export async function askForMissing(
  { kind: givenKind, name: givenName, folder }: Settings,
  interactive: boolean,
  dialogue: Dialogue = {},
): Promise<Answers> {
  if (!interactive && (givenKind === undefined || givenName === undefined)) {
    const missing = givenKind === undefined ? 'a kind and a name' : 'a name';
    throw new WrongUse(`missing ${missing}: npm create nnf-plugin@latest ${givenKind ?? 'activation'} soft-step`);
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

/** Returns the answer. @throws WrongUse for Ctrl-C */
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
