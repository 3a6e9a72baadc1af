import { type GpuMode, gpu } from '@nnf/backend-gpujs';
import { backendChecks, failuresOf } from '@nnf/test-kit/checks';
import { regressionData, regressionNetwork } from '../small-networks.js';

/** The page's report about a mode, for `gpu-firefox.test.ts`. */
export interface FirefoxReport {
  readonly executes: string;
  readonly losses: readonly number[];
  /** The failed checks of the backend suite, and the number of all checks. */
  readonly failures: readonly string[];
  readonly checks: number;
}

async function report(mode: GpuMode): Promise<FirefoxReport> {
  const network = await regressionNetwork({ backend: gpu({ mode }) });
  const losses: number[] = [];
  const options = { epochs: 5, learningRate: 0.1, batchSize: 2 };
  for await (const { loss } of network.train(regressionData, options)) losses.push(loss);
  const { executes } = network;
  network.dispose();
  const checks = backendChecks((one) => gpu({ ...one, mode }));
  const failures = await failuresOf(checks);
  return { executes, losses, failures: failures.map((failure) => JSON.stringify(failure)), checks: checks.length };
}

// No driver controls the page. It reads its task from its address, and sends the result in a request.
const mode = new URL(location.href).searchParams.get('mode') as GpuMode;
const answer = await report(mode).catch((error) => ({
  executes: String(error),
  losses: [],
  failures: [],
  checks: 0,
}));
await fetch('/report', { method: 'POST', body: JSON.stringify(answer) });
