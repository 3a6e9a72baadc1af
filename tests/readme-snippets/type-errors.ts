import { join } from 'node:path';
import ts from 'typescript';

/**
 * Returns the type errors of some files, by file, as `tsc` reports them with the repository's settings. Imported files are
 * read, but not checked.
 */
export function typeErrors(root: string, files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(files, options);
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(file);
      const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [file, diagnostics.map(describe)];
    }),
  );
}

/** Formats an error: `12:5 Type 'string' is not assignable to type 'number'.` */
function describe({ file, start = 0, messageText }: ts.Diagnostic): string {
  const { line, character } = file?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
  return `${line + 1}:${character + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
