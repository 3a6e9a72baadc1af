import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseArguments, usage } from './arguments.js';
import { askForMissing } from './ask.js';
import { type Ranges, render, type Templates } from './template.js';
import { writePackage } from './write-package.js';
import { WrongUse } from './wrong-use.js';

/**
 * The whole program. It prints to the process's output.
 *
 * @param load returns the templates and versions; by default, those published with the program
 * @returns the exit status: 0, 2 for wrong use, 1 for any other error
 */
export async function runProgram(args: readonly string[], load: () => Promise<Source> = loadSource): Promise<number> {
  try {
    const settings = parseArguments(args);
    if (settings === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    const { kind, names, folder } = await askForMissing(settings, process.stdin.isTTY === true);
    const { templates, ranges } = await load();
    const files = render(templates[kind], names, ranges);
    const written = await writePackage(files, folder ?? names.folder);
    const place = relative('', written.folder) || '.';
    process.stdout.write(
      `${names.packageName}: ${written.files} files in ${place}\n\n` +
        `  cd ${place}\n  npm install\n  npm test\n\n` +
        `It works as it is. Put your own formula in src/index.ts, say in src/index.test.ts what it should be, and in\n` +
        `README.md what it is for. npm publish checks types, tests and builds first.\n`,
    );
    return 0;
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof WrongUse ? 2 : 1;
  }
}

/** The templates and versions that packages are written from. */
export interface Source {
  readonly templates: Templates;
  /** The versions of nnf's packages that they depend on. */
  readonly ranges: Ranges;
}

/** Loads the published templates and versions. The build writes the templates; publishing writes versions into the manifest. */
async function loadSource(): Promise<Source> {
  const { default: templates } = await import(new URL('./templates.js', import.meta.url).href);
  const { devDependencies } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return { templates, ranges: devDependencies };
}
