import { relative } from 'node:path';
import { parseArguments, usage } from './arguments.js';
import { askForMissing } from './ask.js';
import type { Templates } from './template.js';
import { writePackage } from './write-package.js';
import { WrongUse } from './wrong-use.js';

/**
 * The whole program: its output goes to the process's own.
 *
 * @param templates gives what packages are written from; what the build puts beside the program when left out
 * @returns the exit status: 0, 2 for wrong use, 1 for what went wrong otherwise
 */
export async function runProgram(
  args: readonly string[],
  templates: () => Promise<Templates> = loadTemplates,
): Promise<number> {
  try {
    const settings = parseArguments(args);
    if (settings === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    const { kind, names, folder } = await askForMissing(settings, process.stdin.isTTY === true);
    const written = await writePackage((await templates())[kind], names, folder ?? names.folder);
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

/** The build puts the templates beside the program. */
async function loadTemplates(): Promise<Templates> {
  const { default: templates } = await import(new URL('./templates.js', import.meta.url).href);
  return templates;
}
