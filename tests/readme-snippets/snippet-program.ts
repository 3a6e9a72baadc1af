/** A self-contained program of a page: a fence marked `ts`, and the fences marked `ts continue` that follow it. */
export interface SnippetProgram {
  /** The page, relative to the repository. */
  readonly page: string;
  /** The line of its first fence. */
  readonly line: number;
  /** False for a fence marked `ts no-run`: it is type-checked only. */
  readonly runs: boolean;
  /** The module's code. Every line has the same number as in the page, so that errors point there. */
  readonly code: string;
  /** The complete output, if the page shows it in a fence marked `text output`. */
  readonly output?: string;
}

const marks = ['', 'continue', 'no-run'];
/** The comment above a fence that would take minutes: `<!-- runs with 'epochs: 2' for 'epochs: 1000' -->`. */
const shortened = /^<!-- runs with '(.+)' for '(.+)' -->$/;

/**
 * Extracts the programs of a page.
 *
 * @throws Error for an unclosed fence, an unknown mark, a `ts continue` without a program before it, or a shortening whose text
 * is not in the fence
 */
export function extractPrograms(page: string, markdown: string): readonly SnippetProgram[] {
  const lines = markdown.split('\n');
  const programs: { line: number; runs: boolean; code: string[]; output?: string }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^ *(`{3,})(.*)$/.exec(lines[i]!);
    if (!fence) continue;
    const [, ticks, information] = fence;
    const place = `${page}:${i + 1}`;
    const end = lines.findIndex((line, at) => at > i && line.trim() === ticks);
    if (end < 0) throw new Error(`${place}: the fence is never closed`);
    const [language, ...words] = information!.trim().split(/\s+/);
    const mark = words.join(' ');
    const program = programs.at(-1);
    if (language === 'text' && mark === 'output') {
      if (!program?.runs) throw new Error(`${place}: there is nothing that prints this`);
      program.output = lines.slice(i + 1, end).join('\n');
    }
    if (language === 'typescript') throw new Error(`${place}: write \`\`\`ts, so that the fence is run`);
    if (language === 'ts') {
      if (!marks.includes(mark))
        throw new Error(`${place}: '${mark}' is none of the marks ${marks.slice(1).join(', ')}`);
      const target = mark === 'continue' ? program : { line: i + 1, runs: mark !== 'no-run', code: [] };
      if (!target) throw new Error(`${place}: there is nothing to continue`);
      if (target !== program) programs.push(target);
      const [, replacement, text] = shortened.exec(lines[i - 1] ?? '') ?? [];
      if (text && !lines.slice(i, end).some((line) => line.includes(text))) {
        throw new Error(`${place}: there is no '${text}' to shorten`);
      }
      for (let at = i + 1; at < end; at++) {
        target.code[at] = text && replacement ? lines[at]!.replaceAll(text, replacement) : lines[at]!;
      }
    }
    i = end;
  }
  // Without an import or export, a file is a script, in which `await` is an error.
  return programs.map(({ code, ...rest }) => ({
    page,
    ...rest,
    code: `${Array.from(code, (line) => line ?? '').join('\n')}\nexport {};\n`,
  }));
}
