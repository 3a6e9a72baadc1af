/** What typed arrays were made while some code ran, in bytes. */
export interface Allocations {
  readonly largest: number;
  readonly sum: number;
}

/**
 * Runs `work` with the six array constructors watched: every `new` with a length counts, a view on memory that is there does not.
 * Unlike the process's memory, this is exact, and sees memory that was taken and never touched.
 */
export async function allocationsOf(work: () => unknown): Promise<Allocations> {
  const sizes: number[] = [];
  const watched = ['Uint8Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Float32Array', 'Float64Array'] as const;
  const originals = watched.map((name) => ({ name, original: globalThis[name] }));
  for (const { name, original } of originals) {
    const watching = new Proxy(original, {
      construct(target, parameters, newTarget) {
        const made = Reflect.construct(target, parameters, newTarget);
        if (!(parameters[0] instanceof ArrayBuffer)) sizes.push(made.byteLength);
        return made;
      },
    });
    Object.defineProperty(globalThis, name, { value: watching, writable: true, configurable: true });
  }
  try {
    await work();
  } finally {
    for (const { name, original } of originals) {
      Object.defineProperty(globalThis, name, { value: original, writable: true, configurable: true });
    }
  }
  return { largest: Math.max(0, ...sizes), sum: sizes.reduce((sum, size) => sum + size, 0) };
}
