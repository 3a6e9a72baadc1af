import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const rules = readFileSync(join(root, '.dependency-cruiser.mjs'), 'utf8');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

const checked = Array.from(rules.matchAll(/^ {2}'(.*)\/src': \[(.*)\],$/gm), ([, folder = '', list = '']) => ({
  folder,
  rooms: Array.from(list.matchAll(/'(\w+)'/g), ([, room = '']) => room),
}));

test('there are rooms whose imports are checked', () => {
  expect(checked.map(({ folder }) => folder)).toContain('packages/core');
});

test.each(checked)('docs/architecture.md lists the rooms of $folder in the order in which they are checked', (one) => {
  const drawn = Array.from(page.matchAll(/^\|.*? `(\w+)\/` \|/gm), ([, room = '']) => room);
  const first = drawn.indexOf(one.rooms[0] ?? '');
  expect(drawn.slice(first, first + one.rooms.length)).toEqual(one.rooms);
});

const drawing = (/```text\n( *@nnf\/core +@nnf\/backend-cpu.*?)```/s.exec(page)?.[1] ?? '').split('\n');

test.each(checked.filter(({ folder }) => folder.startsWith('packages/')))(
  'docs/architecture.md draws the rooms of $folder, the highest first',
  ({ folder, rooms }) => {
    const column = drawing[0]?.indexOf(folder.replace('packages/', '@nnf/')) ?? -1;
    expect(column).toBeGreaterThan(0);
    const drawn = drawing.slice(1).flatMap((line) => /^[a-z]+(?![\w.])/.exec(line.slice(column))?.[0] ?? []);
    expect(drawn.reverse()).toEqual(rooms);
  },
);
