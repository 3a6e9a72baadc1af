import type { LayerSizes } from './model.js';

/** The processor, or a GPU through one of the browser's two interfaces. */
export type Candidate = 'cpu' | 'webgpu' | 'webgl2';

/** What answers behind one of these interfaces. */
export interface Adapter {
  readonly mode: Exclude<Candidate, 'cpu'>;
  /** The driver's name for it; empty if the browser hides it. */
  readonly name: string;
  /** Whether the browser reports that the adapter runs in software. */
  readonly isFallback: boolean;
}

/** Finds out what the choice depends on. Each is called only if needed. */
export interface Probes {
  /** Adapters, the best first, each looked for when it is asked for. */
  adapters(): AsyncIterable<Adapter>;
  /** Seconds that an update of the very network takes there. */
  secondsPerUpdate(candidate: Candidate): Promise<number>;
}

/** The choice, and a line that gives the reason. */
export interface Choice {
  readonly candidate: Candidate;
  readonly says: string;
}

/** From docs/when-a-gpu-helps.md: an update of the walkthrough's three layers goes to a GPU in so many passes … */
const passes = 13;
/** … of which each takes a few microseconds, whatever there is to compute; in so many … */
const microsecondsPerPass = 5;
/** … the processor makes so many operations: 32 rows of the walkthrough, 1.5 million, in 52 µs. */
const operationsPerMicrosecond = 30_000;
/**
 * So many operations the processor has made before a GPU is through with the passes of an update. Both times differ from
 * machine to machine; where they are wrong, a GPU is tried in vain, or a small gain is missed.
 */
const leastOperations = passes * microsecondsPerPass * operationsPerMicrosecond;

/** Adapters that are a program on the processor, by what they are called: Chromium's, Mesa's, Apple's and Windows'. */
const software = /swiftshader|llvmpipe|software|basic render/i;

/**
 * About how many operations an update takes: for each weight and row of the batch a multiplication and an addition in each of
 * three products, one forward, one for the weights' gradient and one for the layer before.
 */
export function operationsPerUpdate({ pixels, hidden, classes }: LayerSizes, rows: number): number {
  const sizes = [pixels, ...hidden, classes];
  const weights = sizes.slice(1).reduce((sum, size, i) => sum + sizes[i]! * size, 0);
  return 6 * weights * rows;
}

/**
 * Chooses what computes by the rule of docs/when-a-gpu-helps.md: the processor where updates are small, or where there is no
 * GPU but software; elsewhere the faster one, by trying both.
 *
 * @param operations of an update: see `operationsPerUpdate`
 */
export async function chooseBackend(operations: number, probes: Probes): Promise<Choice> {
  if (operations < leastOperations) {
    return processor(
      `an update has ${count(operations)} operations; below ${count(leastOperations)}, a GPU's passes alone take longer`,
    );
  }
  try {
    const found: Adapter[] = [];
    for await (const adapter of probes.adapters()) {
      if (!adapter.isFallback && !software.test(adapter.name)) return await fasterOf(adapter, probes);
      found.push(adapter);
    }
    return processor(
      found[0] ? `this GPU is emulated in software, ${nameOf(found[0])}` : 'neither WebGPU nor WebGL2 found a GPU',
    );
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    return processor(`trying the GPU failed, ${line}`);
  }
}

async function fasterOf(adapter: Adapter, probes: Probes): Promise<Choice> {
  // One after the other: at once they would take each other's time.
  const onProcessor = await probes.secondsPerUpdate('cpu');
  const onGpu = await probes.secondsPerUpdate(adapter.mode);
  const times = `an update took ${time(onProcessor)} on cpu, ${time(onGpu)} in ${adapter.mode} on ${nameOf(adapter)}`;
  return onGpu < onProcessor
    ? { candidate: adapter.mode, says: `auto takes ${adapter.mode}: ${times}` }
    : processor(times);
}

function processor(why: string): Choice {
  return { candidate: 'cpu', says: `auto takes cpu: ${why}` };
}

function nameOf({ name }: Adapter): string {
  return name === '' ? 'an unnamed adapter' : name;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function time(seconds: number): string {
  return `${(1000 * seconds).toLocaleString('en-US', { maximumSignificantDigits: 3 })} ms`;
}
