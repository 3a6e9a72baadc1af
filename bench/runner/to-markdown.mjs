// Writes the report as Markdown.

/** @param report the report that `run.mjs` writes as JSON */
export function toMarkdown(report, cases) {
  return [
    description(report),
    ...cases.flatMap((known) => section(known, report.results)),
    targets(report),
    absent(report),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function description({ machine, versions, rounds, load, command, date }) {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `\`${command}\`, ${date}, nnf at ${machine.code ?? 'unknown'}${machine.outdated.length > 0 ? `, but ${machine.outdated.join(', ')} as built before` : ''}.`,
    `${machine.processor}, ${machine.cores} cores (${machine.vectors.join(', ') || 'vector units unknown'}), ${machine.memoryGigabytes} GB, ${machine.system}.`,
    `${list.join(', ')}.`,
    `Medians of ${rounds === 1 ? '1 round' : `${rounds} rounds`}, and the least and most of them. Load before ${load.before}, after ${load.after}.`,
  ].join('\n');
}

function section({ name, title, measures, noteOf }, results) {
  const entries = results.filter((entry) => entry.case === name);
  if (entries.length === 0) return [];
  const sized = entries.some((entry) => entry.size);
  if (sized) entries.sort((a, b) => a.size - b.size);
  else entries.sort((a, b) => a.measures[measures[0].key].median - b.measures[measures[0].key].median);
  const [first, ...others] = measures;
  const head = [
    ...(sized ? ['size'] : []),
    'subject',
    first.title,
    'least to most',
    '÷ nnf',
    ...others.map((m) => m.title),
  ];
  const rows = entries.map((entry) => {
    const { median, least, most } = entry.measures[first.key];
    return [
      ...(sized ? [entry.size] : []),
      entry.subject + (entry.dtype && !entry.subject.includes(entry.dtype) ? `, ${entry.dtype}` : ''),
      figure(median),
      `${figure(least)} to ${figure(most)}`,
      entry.ratio === undefined ? '' : figure(entry.ratio),
      ...others.map(({ key, isText }) => {
        const found = entry.measures[key];
        return found === undefined ? '' : isText ? found : figure(found.median);
      }),
    ];
  });
  const note = noteOf?.(entries);
  return [`### ${title}`, table(head, rows), ...(note ? [note] : [])];
}

function targets({ targets: checked }) {
  if (checked.length === 0) return '';
  const rows = checked.map(({ case: name, subject, text, found, most, unit, met }) => [
    `${name}, ${subject}`,
    `at most ${figure(most)} ${unit}${text ? ` ${text}` : ''}`,
    `${figure(found)} ${unit}`,
    met ? 'met' : 'missed',
  ]);
  return `### Targets\n\n${table(['figure', 'target', 'found', ''], rows)}`;
}

function absent({ leftOut, failures }) {
  const lines = [
    ...leftOut.map(({ name, cases, reason }) => `- ${name} (${cases.join(', ')}) is left out: ${reason}`),
    ...failures.map(
      ({ subject, case: name, round, failure }) => `- ${subject} failed in ${name}, round ${round}: ${failure}`,
    ),
  ];
  return lines.join('\n');
}

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Rounds to three significant digits. */
function figure(number) {
  if (Number.isInteger(number)) return String(number);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(number) || 1)));
  return number.toFixed(Math.min(digits, 4));
}
