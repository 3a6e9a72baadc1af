// Times subjects written in JavaScript. measure.py and walkthrough.c do the same for Python and C.
import { readFileSync } from 'node:fs';

const warmUp = 200; // milliseconds
const stretch = 30;
const budget = 1000;

/**
 * Measures the milliseconds per call of `work`. It warms up compilers and caches first. Then it times stretches that are long
 * enough for the clock, until the time budget is spent. The median of the stretches ignores disturbances by other programs.
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
 * Measures the start-up in milliseconds: the time to create the network and train its first epoch, less the time of a later
 * epoch. This includes compilation, whether a library compiles when it creates the network or when it first trains.
 */
export async function startUpMilliseconds(create) {
  const start = performance.now();
  const epoch = await create();
  await epoch();
  const first = performance.now() - start;
  const steady = await millisecondsOf(epoch);
  return first - steady;
}

/** The peak memory of this process, in bytes. */
export function peakMemory() {
  try {
    // A new process may inherit maxRSS from its parent process. Linux starts VmHWM anew.
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
