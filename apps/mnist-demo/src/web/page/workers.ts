import { type Remote, wrap } from 'comlink';
import type { NetworkWorker } from '../worker/network.worker.js';

/** The two workers, started from one script. One trains; the other answers at once while the first is busy. */
export interface Workers {
  readonly training: Remote<NetworkWorker>;
  readonly viewing: Remote<NetworkWorker>;
}

export function startWorkers(): Workers {
  return { training: start('training'), viewing: start('viewing') };
}

function start(name: string): Remote<NetworkWorker> {
  return wrap<NetworkWorker>(
    new Worker(new URL('../worker/network.worker.ts', import.meta.url), { type: 'module', name }),
  );
}
