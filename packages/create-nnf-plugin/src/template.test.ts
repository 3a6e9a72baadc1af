import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { collectTemplates } from './collect-templates.js';
import { kindNames } from './kinds.js';
import { namesOf, toCamelCase } from './plugin-names.js';
import { render } from './template.js';

const ranges = { '@nnf/core': '^1.2.3', '@nnf/test-kit': '^4.5.6' };
const templates = collectTemplates(fileURLToPath(new URL('../../..', import.meta.url)));

/** Whether a text is syntactically valid TypeScript. */
function syntaxErrors(path: string, text: string): readonly string[] {
  const { diagnostics } = ts.transpileModule(text, { fileName: path, reportDiagnostics: true });
  return (diagnostics ?? []).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe.each(kindNames)('the template of kind %s', (kind) => {
  const template = templates[kind];

  it('is a whole package', () => {
    expect(Object.keys(template.files)).toEqual(
      expect.arrayContaining([
        '.gitignore',
        'LICENSE',
        'README.md',
        'package.json',
        'src/index.test.ts',
        'src/index.ts',
        'tsconfig.json',
      ]),
    );
    const manifest = JSON.parse(template.files['package.json']!);
    expect(manifest).not.toHaveProperty('private');
    expect(manifest.keywords).toEqual(expect.arrayContaining(['nnf-plugin', `nnf-${kind}`]));
  });

  it('has a name of two words, which code and text write differently', () => {
    expect(template.name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(template.files['src/index.ts']).toContain(`export function ${toCamelCase(template.name)}(`);
    expect(template.files['src/index.ts']).toContain(`'${template.name}'`);
  });

  it('keeps nothing of its own name under another', () => {
    const files = render(template, namesOf(kind, '@me/soft-step'), ranges);
    const text = Object.values(files).join('\n');
    expect(text).not.toContain(template.name);
    expect(text).not.toContain(template.packageName);
    expect(text).not.toMatch(new RegExp(toCamelCase(template.name), 'i'));
    const manifest = JSON.parse(files['package.json']!);
    expect(manifest).toMatchObject({
      name: '@me/soft-step',
      peerDependencies: { '@nnf/core': '^1.2.3' },
      devDependencies: ranges,
    });
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|catalog:/);
    expect(files.LICENSE).toContain('Copyright (c) the authors of @me/soft-step\n');
    expect(files['src/index.ts']).toContain('export function softStep(');
    expect(files['src/index.ts']).toContain("'soft-step'");
    expect(files['README.md']).toMatch(/^# @me\/soft-step\n/);
    expect(files['README.md']).toContain("from '@me/soft-step';");
  });

  it('stays itself under its own name', () => {
    const { 'package.json': manifest, ...files } = render(template, namesOf(kind, template.packageName), ranges);
    expect(template.files).toMatchObject(files);
    expect(JSON.parse(manifest!).name).toBe(template.packageName);
  });

  it.each(['delete', 'mul', 'network', 'it', 'data', 'nnf-error'])(
    'calls the function of %s what nothing else is called',
    (name) => {
      const files = render(template, namesOf(kind, name), ranges);
      const [, identifier] = /export function (\w+)\(/.exec(files['src/index.ts']!)!;
      const others = Object.entries(template.files).filter(([path]) => path.endsWith('.ts'));
      expect(others.some(([, text]) => new RegExp(`\\b${identifier}\\b`).test(text))).toBe(false);
      for (const [path, text] of Object.entries(files))
        if (path.endsWith('.ts')) expect(syntaxErrors(path, text)).toEqual([]);
    },
  );
});

it('a reserved word gets its kind', () => {
  const files = render(templates.loss, namesOf('loss', 'delete'), ranges);
  expect(files['src/index.ts']).toContain('export function deleteLoss(');
  expect(files['src/index.ts']).toContain("defineLoss('delete'");
});

it.each([{}, { '@nnf/core': 'workspace:^' }])('is not rendered without versions: %j', (known) => {
  expect(() => render(templates.loss, namesOf('loss', 'soft-step'), known)).toThrow(
    'this program is not a published one: it has no version of @nnf/core',
  );
});
