import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractPrograms } from '../readme-snippets/snippet-program.js';

/** The walkthrough as docs/walkthrough.md has it, to be run in other places than that page's. */
export interface Walkthrough {
  /** Its import statements, but those that only its way of reading the data needs. */
  readonly imports: string;
  /** The rest, from the layers to the last line that it prints; it expects `train` and `test`. */
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

/** For Node, ESM: the folder of the files is its parameter. */
export function asModule({ imports, body }: Walkthrough): string {
  return `import { readMnist } from '@nnf/dataset-mnist/node';
${imports}
const { train, test } = await readMnist(process.argv[2], ${samples});
${body}
`;
}

/** For Node, CommonJS, which has no `await` outside of a function. */
export function asCommonJs(walkthrough: Walkthrough): string {
  const { imports, body } = asFunction(walkthrough);
  return `${imports.replaceAll(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);')}\n${body}`;
}

/** For TypeScript that becomes CommonJS. */
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

/** For a page: the files lie under /mnist, and the page's title becomes `finished`. */
export function asPageScript({ imports, body }: Walkthrough): string {
  return `import { fetchMnist } from '@nnf/dataset-mnist/web';
${imports}
const { train, test } = await fetchMnist('/mnist', ${samples});
${body}
document.title = 'finished';
`;
}
