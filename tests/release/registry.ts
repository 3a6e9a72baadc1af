import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A running registry of npm packages. */
export interface Registry {
  /** `http://127.0.0.1:…/` */
  readonly url: string;
  /** The folder of the tarballs: `@nnf/core/core-1.0.0.tgz`. */
  readonly storage: string;
  /** The contents of an `.npmrc` with which npm and pnpm use only this registry. */
  readonly npmrc: string;
  stop(): Promise<void>;
}

/**
 * Starts an empty verdaccio on loopback, with its files in `folder`. It has no uplink, so it offers only packages that are
 * published to it.
 *
 * @throws Error with verdaccio's output, if it does not answer within a minute
 */
export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder, { recursive: true });
  const storage = join(folder, 'storage');
  const configuration = {
    storage,
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all' } },
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'warn' },
    max_body_size: '20mb',
  };
  // JSON is valid YAML.
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify(configuration));

  const address = `127.0.0.1:${await freePort()}`;
  const program = join(dirname(createRequire(import.meta.url).resolve('verdaccio/package.json')), 'bin/verdaccio');
  const output = join(folder, 'output');
  const file = openSync(output, 'w');
  const server = spawn(
    process.execPath,
    [program, '--config', join(folder, 'config.yaml'), '--listen', `http://${address}`],
    {
      cwd: folder,
      stdio: ['ignore', file, file],
    },
  );
  const ended = once(server, 'exit');
  const url = `http://${address}/`;
  for (let waited = 0; !(await answers(url)); waited += 100) {
    if (server.exitCode !== null || waited > 60_000) {
      server.kill();
      throw new Error(`verdaccio does not answer at ${url}:\n${readFileSync(output, 'utf8')}`);
    }
    await pause(100);
  }
  return {
    url,
    storage,
    // npm publishes only with a token. This registry accepts any.
    npmrc: `registry=${url}\n//${address}/:_authToken=loopback\nfund=false\naudit=false\nupdate-notifier=false\n`,
    async stop() {
      server.kill();
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}-/ping`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
