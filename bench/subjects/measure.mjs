// How a subject written in JavaScript is timed. measure.py and walkthrough.c do the same.
import { readFileSync } from 'node:fs';

const warmUp = 200; // milliseconds
const stretch = 30;
const budget = 1000;

/**
 * Milliseconds of one call. It is called until compilers and caches are warm, then in stretches long enough for the clock,
 * until the time for it is spent. The median of the stretches leaves out what other programs took away in some of them.
 */
export async function millisecondsOf(work) {
  const began = performance.now();
  let calls = 0;
  let last = 0;
  do {
    const start = performance.now();
    await work();
    last = performance.now() - start;
    calls++;
  } while (performance.now() - began < warmUp && calls < 100_000);
  const callsInStretch = Math.max(1, Math.round(stretch / Math.max(last, 1e-4)));
  const times = [];
  const start = performance.now();
  do {
    const from = performance.now();
    for (let call = 0; call < callsInStretch; call++) await work();
    times.push((performance.now() - from) / callsInStretch);
  } while (performance.now() - start < budget);
  return median(times);
}

/**
 * Milliseconds from nothing to the first epoch: making the network and its first epoch, less an epoch later on. What is
 * compiled when it is first needed counts, wherever a library does it.
 */
export async function startUpMilliseconds(create) {
  const start = performance.now();
  const epoch = await create();
  await epoch();
  const first = performance.now() - start;
  const steady = await millisecondsOf(epoch);
  return first - steady;
}

/** The most memory that this process has held, in bytes. */
export function peakMemory() {
  try {
    // maxRSS of a process that was just started may be that of the one which started it; Linux counts this one anew.
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))[1];
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
