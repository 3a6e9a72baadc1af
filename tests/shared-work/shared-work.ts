import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Work whose result all test files share. It starts when the first file asks for it. */
export interface SharedWork {
  /** The address at which test files ask, since they run in other processes. */
  readonly address: string;
  stop(): Promise<void>;
}

type Answer<Result> = { readonly result: Result } | { readonly failure: string };

/** Offers work on loopback, from a global setup. The result must be serializable as JSON. */
export async function offerSharedWork<Result>(work: () => Promise<Result>): Promise<SharedWork> {
  let answer: Promise<Answer<Result>> | undefined;
  const server = createServer(async (_, response) => {
    answer ??= work().then(
      (result) => ({ result }),
      (error) => ({ failure: error instanceof Error ? error.message : String(error) }),
    );
    response.end(JSON.stringify(await answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      await answer;
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Waits for work that a global setup offers.
 *
 * @throws Error with the reason, if the work failed
 */
export async function sharedResult<Result>(address: string): Promise<Result> {
  const answer: Answer<Result> = JSON.parse(await read(address));
  if ('failure' in answer) throw new Error(answer.failure);
  return answer.result;
}

/** Unlike `fetch`, this has no timeout. */
async function read(address: string): Promise<string> {
  const [response]: IncomingMessage[] = await once(get(address), 'response');
  return text(response!);
}
