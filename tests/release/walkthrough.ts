import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractPrograms } from '../readme-snippets/snippet-program.js';

/** The program of docs/walkthrough.md, to be run in other environments. */
export interface Walkthrough {
  /** The import statements, except those for reading the data. */
  readonly imports: string;
  /** The rest of the program, from the layers to the last output. It needs `train` and `test`. */
  readonly body: string;
}

/**
 * Reads the program of docs/walkthrough.md.
 *
 * @throws Error if the page no longer reads its data by `readMnist(folder, …)`
 */
export function readWalkthrough(root: string): Walkthrough {
  const page = 'docs/walkthrough.md';
  const [program] = extractPrograms(page, readFileSync(join(root, page), 'utf8'));
  const lines = program?.code.split('\n') ?? [];
  const read = lines.findIndex((line) => line.includes('await readMnist(folder, '));
  if (read < 0) throw new Error(`${page} does not read its data by readMnist(folder, …)`);
  const rest = lines.slice(read + 1).filter((line) => line.trim() !== '' && line !== 'export {};');
  return {
    imports: rest.filter((line) => line.startsWith('import ')).join('\n'),
    body: rest.filter((line) => !line.startsWith('import ')).join('\n'),
  };
}

const samples = '{ samples: { train: 500, test: 100 } }';

/** The walkthrough as an ES module for Node. The folder of the data is its argument. */
export function asModule({ imports, body }: Walkthrough): string {
  return `import { readMnist } from '@nnf/dataset-mnist/node';
${imports}
const { train, test } = await readMnist(process.argv[2], ${samples});
${body}
`;
}

/** The walkthrough as CommonJS for Node. CommonJS has no `await` outside functions. */
export function asCommonJs(walkthrough: Walkthrough): string {
  const { imports, body } = asFunction(walkthrough);
  return `${imports.replaceAll(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);')}\n${body}`;
}

/** The walkthrough as TypeScript that compiles to CommonJS. */
export function asFunction({ imports, body }: Walkthrough): Walkthrough {
  return {
    imports: `import { readMnist } from '@nnf/dataset-mnist/node';\n${imports}`,
    body: `async function main() {
const { train, test } = await readMnist(process.argv[2], ${samples});
${body}
}
main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`,
  };
}

/** The walkthrough as a script of a page. It reads the files under /mnist, and sets the title to `finished` at the end. */
export function asPageScript({ imports, body }: Walkthrough): string {
  return `import { fetchMnist } from '@nnf/dataset-mnist/web';
${imports}
const { train, test } = await fetchMnist('/mnist', ${samples});
${body}
document.title = 'finished';
`;
}
