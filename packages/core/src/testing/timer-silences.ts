/**
 * Measures how long timers waited during `work`, in milliseconds, and how often they ran. Only the CPU time of this process
 * counts, because other processes may hold the CPU for any time.
 */
export async function timerSilences(
  work: () => Promise<unknown>,
): Promise<{ readonly longest: number; readonly ticks: number; readonly silences: readonly number[] }> {
  const silences: number[] = [];
  let wall = performance.now();
  let used = process.cpuUsage();
  const tick = (): void => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    silences.push(Math.min(now - wall, (user + system) / 1000));
    wall = now;
    used = process.cpuUsage();
  };
  const timer = setInterval(tick, 1);
  await work();
  clearInterval(timer);
  const ticks = silences.length;
  tick();
  return { longest: Math.max(...silences), ticks, silences };
}
