/**
 * The time in milliseconds, for measuring durations: `performance.now()` if the host has it, otherwise `Date.now()`. The latter
 * is coarser, and jumps when the system's clock is set.
 *
 * @example
 * const start = now();
 * work();
 * const milliseconds = now() - start;
 */
export function now(): number {
  return globalThis.performance?.now?.() ?? Date.now();
}
