// Computes medians and spreads over the rounds.
import { baseline } from './subjects.mjs';

/** One entry for each case, subject and, for matrix products, size: `{ case, subject, size, dtype, measures, ratio }`. */
export function summarize(records, cases) {
  const groups = new Map();
  for (const record of records) {
    const key = JSON.stringify([record.case, record.size, record.subject]);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  const entries = [...groups.values()].map((group) => {
    const { case: name, subject, dtype, size } = group[0];
    const { measures } = cases.find((known) => known.name === name);
    const spreads = measures.flatMap(({ key, isText }) => {
      // Not every subject reports every number. For example, WebAssembly has no passes.
      const found = group.map((record) => record[key]).filter((value) => value !== undefined);
      return found.length > 0 ? [[key, isText ? found[0] : spreadOf(found)]] : [];
    });
    return { case: name, subject, size, dtype, measures: Object.fromEntries(spreads) };
  });
  for (const entry of entries) {
    const { key } = cases.find((known) => known.name === entry.case).measures[0];
    const base = entries.find((e) => e.case === entry.case && e.size === entry.size && e.subject === baseline);
    const [mine, nnf] = [entry.measures[key].median, base?.measures[key].median];
    // A start-up time is a difference of two times, so it may be negative.
    if (mine > 0 && nnf > 0) entry.ratio = mine / nnf;
  }
  return entries;
}

function spreadOf(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  return { median, least: sorted[0], most: sorted.at(-1), rounds: sorted.length };
}
