import type { EpochFacts } from './report.js';

const longestBar = 40;
/** The columns left free at the end, where terminals print `^C`. */
const margin = 3;

/** The progress of training. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The last finished epoch; undefined during the first one. */
  readonly last: EpochFacts | undefined;
  readonly secondsLeft: number | undefined;
}

/** The progress bar and the facts after it, in one line that leaves the last columns free. */
export function progressLine({ done, total, last, secondsLeft }: Progress, columns: number): string {
  const facts = [
    ` ${done}/${total}`,
    ...(last ? [`loss ${last.loss.toFixed(4)}`, `accuracy ${last.accuracy.toFixed(1)}%`] : []),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join('  ');
  const size = Math.max(0, Math.min(longestBar, columns - margin - facts.length));
  const full = Math.floor((size * done) / total);
  return `${'█'.repeat(full)}${'░'.repeat(size - full)}${facts}`.slice(0, Math.max(0, columns - margin));
}

/**
 * Estimates the remaining seconds from the pace so far.
 *
 * @param elapsed seconds from the start to the end of the last epoch
 * @param since seconds since the end of the last epoch
 */
export function timeLeft(done: number, total: number, elapsed: number, since: number): number | undefined {
  return done === 0 ? undefined : Math.max(0, (elapsed / done) * (total - done) - since);
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
