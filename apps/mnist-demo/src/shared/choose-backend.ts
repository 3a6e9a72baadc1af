import type { LayerSizes } from './model.js';

/** The processor, or a GPU through one of the browser's two interfaces. */
export type Candidate = 'cpu' | 'webgpu' | 'webgl2';

/** The adapter behind one of these interfaces. */
export interface Adapter {
  readonly mode: Exclude<Candidate, 'cpu'>;
  /** The driver's name for it; empty if the browser hides it. */
  readonly name: string;
  /** Whether the browser reports that the adapter runs in software. */
  readonly isFallback: boolean;
}

/** The measurements that the choice depends on. Each is called only if needed. */
export interface Probes {
  /** The adapters, best first. Each is looked for only when it is asked for. */
  adapters(): AsyncIterable<Adapter>;
  /** The seconds that an update of the network in question takes there. */
  secondsPerUpdate(candidate: Candidate): Promise<number>;
}

/** The choice, and a line that gives the reason. */
export interface Choice {
  readonly candidate: Candidate;
  readonly says: string;
}

/** GPU passes per update of the walkthrough's three layers. These three numbers are from docs/when-a-gpu-helps.md. */
const passes = 13;
/** The overhead of each pass, however little it computes. */
const microsecondsPerPass = 5;
/** The processor's speed: 32 rows of the walkthrough are 1.5 million operations, which take 52 µs. */
const operationsPerMicrosecond = 30_000;
/**
 * The operations that the processor completes in the time of a GPU's pass overhead. Below this number, a GPU cannot be faster.
 * Both times differ between machines. If they are wrong, a GPU is tried in vain, or a small gain is missed.
 */
const leastOperations = passes * microsecondsPerPass * operationsPerMicrosecond;

/** Matches the names of software adapters: Chromium's, Mesa's, Apple's and Windows'. */
const software = /swiftshader|llvmpipe|software|basic render/i;

/**
 * The approximate number of operations per update. Each weight takes a multiplication and an addition per row in each of three
 * products: the forward pass, the gradient of the weights, and the gradient of the inputs.
 */
export function operationsPerUpdate({ pixels, hidden, classes }: LayerSizes, rows: number): number {
  const sizes = [pixels, ...hidden, classes];
  const weights = sizes.slice(1).reduce((sum, size, i) => sum + sizes[i]! * size, 0);
  return 6 * weights * rows;
}

/**
 * Chooses the processor or a GPU by the rule of docs/when-a-gpu-helps.md. The processor is chosen if updates are small or every
 * GPU is emulated in software. Otherwise both are tried, and the faster one is chosen.
 *
 * @param operations operations per update: see `operationsPerUpdate`
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
  // One after the other, since simultaneous trials would slow each other down.
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
